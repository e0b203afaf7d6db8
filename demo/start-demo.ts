import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToken } from '../app/api/tokens.ts';
import { createLog } from '../app/log/create-log.ts';
import { type Lockkeeper, startLockkeeper } from '../app/start-lockkeeper.ts';
import type { RegistrySettings } from '../app/updates/registry/registry-settings.ts';
import type { Db } from '../db/open-database.ts';
import { type EmulatedGitHub, startGitHub } from '../test/github/index.ts';
import { servePages } from './github-pages/serve-pages.ts';
import { PEOPLE } from './people.ts';
import { pollPackages, REGISTRY_BUDGET } from './poll-packages.ts';
import { ORGANISATION, readOrganisation } from './read-organisation.ts';
import { serveAdvisories } from './serve-advisories.ts';
import { type PackageServer, SCOPE, servePackages } from './serve-packages.ts';

export interface Demo extends AsyncDisposable {
  lockkeeper: Lockkeeper;
  github: EmulatedGitHub;
  /** The emulated registry of a scope; the others' packages are the public one's. */
  packages: PackageServer;
  /** A token that reads alerts, inventory and updates of the organisation. */
  token: string;
  /** The App's page; signs in by itself. */
  pageUrl: string;
  /** Pages of the emulated GitHub, without a slash at the end. */
  githubUrl: string;
}

export interface DemoOptions {
  say: (text: string) => void;
  /** The App's; 0: any free one. */
  port: number;
  registries: RegistrySettings;
}

const EXPLOITS_FOLDER = join(import.meta.dirname, 'exploits');
/** Kept from one demo to the next: package managers are downloaded once. */
const CACHE_FOLDER = join(import.meta.dirname, '..', 'node_modules', '.cache', 'lockkeeper-demo');

/** Starts everything, installs the App on the organisation, and waits until all of it was read. */
export async function startDemo({ say, port, registries }: DemoOptions): Promise<Demo> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-demo-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));

  const repositories = await readOrganisation();
  const advisories = opened.use(await serveAdvisories());
  const packages = opened.use(await servePackages(new Date()));
  const people = PEOPLE.map(({ login }) => login);
  const github = opened.use(await startGitHub({ accounts: [{ login: ORGANISATION, people, repositories }] }));
  for (const { name } of repositories) {
    for (const { login, role } of PEOPLE) github.grant(`${ORGANISATION}/${name}`, login, role);
  }
  say(`an emulated GitHub with ${ORGANISATION} and its ${repositories.length} repositories`);

  const lockkeeper = opened.use(
    await startLockkeeper({
      config: {
        role: 'all',
        http: { host: '127.0.0.1', port },
        database: { kind: 'pglite', folder: join(folder, 'database') },
        dataFolder: folder,
        github: {
          appId: github.appId,
          privateKey: github.privateKey,
          webhookSecret: github.webhookSecret,
          apiUrl: github.url,
        },
        advisories: { kind: 'export', url: advisories.url },
        exploits: {
          kev: join(EXPLOITS_FOLDER, 'known_exploited_vulnerabilities.json'),
          epss: join(EXPLOITS_FOLDER, 'epss_scores.csv'),
        },
        graceDays: 30,
        domains: { dns: null, rdap: null },
        deliveryDays: 30,
        scanConcurrency: 4,
        registries: { ...registries, scopes: { ...registries.scopes, [SCOPE]: packages.url } },
        registryBudget: REGISTRY_BUDGET,
        oidc: { issuer: 'http://127.0.0.1:9', audience: 'lockkeeper' },
        cacheFolder: CACHE_FOLDER,
        logLevel: 'silent',
      },
      log: createLog({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
      // Someone is watching: look for work more often than a service needs to.
      pace: { poll: 0.5, settle: 0, write: 0 },
    }),
  );
  github.connect(`${lockkeeper.url}/api/github/webhooks`);
  say(`Lockkeeper is up at ${lockkeeper.url}, its database in ${folder}`);

  await lockkeeper.idle();
  say(`${await countRows(lockkeeper.db, 'advisories')} advisories taken over from the export`);

  const installationId = await github.installApp(ORGANISATION);
  say(`the App is installed on ${ORGANISATION}; reading its repositories`);
  await watchScans(lockkeeper, repositories.length, say);

  await pollPackages(lockkeeper);
  say(`who may publish the packages of ${SCOPE} is on record, from an emulated registry`);

  const { secret: token } = await createToken(lockkeeper.db, {
    installationId,
    name: 'demo',
    scopes: ['alerts:read', 'inventory:read', 'updates:read'],
    expiresAt: null,
    now: new Date(),
  });
  const names = repositories.map(({ name }) => `${ORGANISATION}/${name}`);
  const pages = opened.use(await servePages({ github, repositories: names, now: () => new Date() }));
  const all = opened.move();
  return {
    lockkeeper,
    github,
    packages,
    token,
    pageUrl: `${lockkeeper.url}/?token=${token}`,
    githubUrl: pages.url,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function watchScans({ db, idle }: Lockkeeper, total: number, say: (text: string) => void): Promise<void> {
  let done = 0;
  let over = false;
  const end = idle({ withDeferred: true }).finally(() => {
    over = true;
  });
  while (!over) {
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 250))]);
    const scanned = await db
      .selectFrom('repositories')
      .select('name')
      .where('scanned_at', 'is not', null)
      .orderBy('scanned_at')
      .execute();
    for (const { name } of scanned.slice(done)) say(`  read ${name} (${++done} of ${total})`);
  }
  await end;
}

async function countRows(db: Db, table: 'advisories'): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
