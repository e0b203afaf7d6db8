import type { AccountType } from './world.ts';

/** A repository's files by path. `null` deletes one; a Buffer is taken byte by byte. */
export type Files = Record<string, string | Buffer | null>;

export interface RepositorySeed {
  name: string;
  private?: boolean;
  /** `main` when left out. */
  defaultBranch?: string;
  archived?: boolean;
  /** First commit on the default branch; without files the repository is empty. */
  files?: Files;
}

export interface AccountSeed {
  login: string;
  /** `Organization` when left out. */
  type?: AccountType;
  repositories?: RepositorySeed[];
  /** Installs the App from the start, without an event: on all repositories, or on these names. */
  installed?: 'all' | string[];
  /** Members beside the administrator: they can write issues and comments as themselves. */
  people?: string[];
}

export interface GitHubSeed {
  /** Where the App listens; `connect` sets it later, since the App needs GitHub's address first. */
  webhookUrl?: string;
  accounts?: AccountSeed[];
  permissions?: Record<string, string>;
  events?: string[];
  /** Installation ids follow on this one. GitHub's client shares its limits within a process by installation id. */
  installationsAfter?: number;
}

export const ADMIN = 'admin';

export const DEFAULT_PERMISSIONS: Record<string, string> = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
  deployments: 'write',
  actions: 'read',
};

export const DEFAULT_EVENTS = [
  'push',
  'repository',
  'issue_comment',
  'issues',
  'pull_request',
  'check_run',
  'deployment',
  'deployment_protection_rule',
  'deployment_status',
];

const APP_ID = 4210;
/** The emulator stops a token after 5,000 requests an hour, so the layer's own requests take turns. */
const TOKENS_A_PERSON = 8;

export function tokensOf(login: string): string[] {
  return Array.from({ length: TOKENS_A_PERSON }, (_, index) => `person-${login}-${index}`);
}

/** The emulator's own seed: people, accounts, and the App installed everywhere (the layer decides what is seen of it). */
export function emulatorSeed(seed: GitHubSeed, relayUrl: string) {
  const accounts = seed.accounts ?? [];
  const organisations = accounts.filter(({ type }) => type !== 'User');
  const people = new Set<string>();
  for (const account of accounts) {
    if (account.type === 'User') people.add(account.login);
    for (const login of account.people ?? []) people.add(login);
  }
  const logins = [ADMIN, ...people];
  return {
    tokens: Object.fromEntries(
      logins.flatMap((login) => tokensOf(login).map((token) => [token, { login, scopes: ['repo', 'admin:org'] }])),
    ),
    github: {
      users: [...people].map((login) => ({ login, name: login, email: `${login}@example.org` })),
      orgs: organisations.map(({ login, people: members = [] }) => ({
        login,
        name: login,
        members: [{ login: ADMIN, role: 'admin' }, ...members.map((member) => ({ login: member, role: 'member' }))],
      })),
      apps: [
        {
          app_id: APP_ID,
          slug: 'lockkeeper-emulated',
          name: 'Lockkeeper (emulated)',
          permissions: seed.permissions ?? DEFAULT_PERMISSIONS,
          events: ['*'],
          webhook_url: relayUrl,
          installations: accounts.map(({ login }, index) => ({
            installation_id: mintId(index),
            account: login,
            repository_selection: 'all',
          })),
        },
      ],
    },
  };
}

export function mintId(accountIndex: number): number {
  return 1000 + accountIndex;
}

export const EMULATED_APP = { id: APP_ID, slug: 'lockkeeper-emulated', name: 'Lockkeeper (emulated)' };
