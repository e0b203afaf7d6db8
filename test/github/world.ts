import type { components } from '@octokit/openapi-types';
import type { ProtectedJob } from './protected-jobs.ts';
import { ADMIN } from './seed.ts';

export type Schemas = components['schemas'];
export type Repository = Schemas['repository'];

export type AccountType = 'Organization' | 'User';

export interface Account {
  id: number;
  login: string;
  type: AccountType;
  /** The emulator's own installation on the account, which mints the tokens. */
  mintId: number;
}

/** An installation as the layer keeps it: the emulator cannot add, suspend or remove one while it runs. */
export interface InstallationState {
  id: number;
  account: Account;
  /** `all`, or the ids that were selected. */
  repositories: 'all' | Set<number>;
  createdAt: string;
  suspendedAt: string | null;
}

/** What somebody may do in a repository; `none` is no way in. */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/** What an installation token may reach. */
export interface Grant {
  installationId: number;
  expiresAt: number;
}

export interface AppFacts {
  id: number;
  slug: string;
  name: string;
  privateKey: string;
  webhookSecret: string;
  permissions: Record<string, string>;
  /** Events the App subscribes to; `installation` and `installation_repositories` reach every App. */
  events: string[];
}

/** Sends a request to the emulator as a person. `as` names who; left out, an administrator. */
export type Ask = <T>(method: string, path: string, options?: { body?: unknown; as?: string }) => Promise<T>;

/** What the layer knows beside the emulator's own store. */
export interface World {
  /** The layer's address, which is the API's base. */
  url: string;
  app: AppFacts;
  accounts: Map<string, Account>;
  repositories: Map<number, Repository>;
  /** Old full names of renamed repositories: GitHub redirects them. */
  formerNames: Map<string, number>;
  installations: Map<number, InstallationState>;
  grants: Map<string, Grant>;
  /** Who closed a pull request, by `owner/name#number`. */
  closers: Map<string, { login: string; type: string }>;
  /** By the path of what was reacted to. */
  reactions: Map<string, Schemas['reaction'][]>;
  /** By `owner/name/login`, in lower case; where there is none, its owner is who may change a repository. */
  roles: Map<string, Role>;
  /** Jobs that wait for a protected environment, or waited. */
  protectedJobs: ProtectedJob[];
  /** Those of check runs that the App made, by the run's id. */
  checkButtons: Map<number, CheckButton[]>;
  ask: Ask;
}

export interface CheckButton {
  label: string;
  description: string;
  identifier: string;
}

export function repositoryNamed(world: World, fullName: string): Repository | undefined {
  for (const repository of world.repositories.values()) {
    if (repository.full_name.toLowerCase() === fullName.toLowerCase()) return repository;
  }
  return undefined;
}

export function installationOf(world: World, login: string): InstallationState | undefined {
  for (const installation of world.installations.values()) {
    if (installation.account.login.toLowerCase() === login.toLowerCase()) return installation;
  }
  return undefined;
}

export function canReach(installation: InstallationState, repository: Repository): boolean {
  if (repository.owner.login !== installation.account.login) return false;
  return installation.repositories === 'all' || installation.repositories.has(Number(repository.id));
}

/** The repositories an installation reaches, in the order of their ids. */
export function reachable(world: World, installation: InstallationState): Repository[] {
  return [...world.repositories.values()]
    .filter((repository) => canReach(installation, repository))
    .sort((a, b) => Number(a.id) - Number(b.id));
}

export function accountNamed(world: World, login: string): Account {
  const account = world.accounts.get(login);
  if (account === undefined) throw new Error(`the emulated GitHub was started without an account ${login}`);
  return account;
}

/** Who may change a repository: the user it belongs to, or an organisation's administrator. */
export function personFor(world: World, fullName: string): string {
  const [owner = ''] = fullName.split('/');
  return accountNamed(world, owner).type === 'User' ? owner : ADMIN;
}
