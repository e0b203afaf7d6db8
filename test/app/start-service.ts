import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import type { Config } from '../../app/config/config.ts';
import type { QueuePace } from '../../app/queue/queue.ts';
import { type Lockkeeper, startLockkeeper } from '../../app/start-lockkeeper.ts';
import type { AdvisorySource } from '../../scanners/osv/index.ts';
import type { TestDatabase } from '../databases.ts';
import type { EmulatedGitHub } from '../github/index.ts';

export interface ServiceOptions {
  github: EmulatedGitHub;
  database: TestDatabase;
  source?: AdvisorySource;
  config?: Partial<Config>;
  now?: () => Date;
  pace?: Partial<QueuePace>;
  /** Jobs come by the clock only where it is asked for. */
  schedule?: boolean;
  log?: Logger;
}

/** The real service against the emulated GitHub, which is told where to send webhooks. */
export async function startService(options: ServiceOptions): Promise<Lockkeeper> {
  const {
    github,
    database,
    now,
    source = noAdvisories,
    log = pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
  } = options;
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-service-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const config = configFor({ ...options, folder });
  const pace = {
    heartbeat: 10,
    supervise: 1,
    retryDelay: 1,
    poll: 0.5,
    settle: 0,
    grace: 0.5,
    write: 0 as const,
    ...options.pace,
  };
  const lockkeeper = opened.use(
    await startLockkeeper({ config, database, source, log, now, pace, schedule: options.schedule ?? false }),
  );
  if (config.role !== 'worker') github.connect(`${lockkeeper.url}/api/github/webhooks`);
  const all = opened.move();
  return { ...lockkeeper, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

export function configFor({ github, database, config, folder }: ServiceOptions & { folder: string }): Config {
  return {
    role: 'all',
    http: { host: '127.0.0.1', port: 0 },
    database: database.url === undefined ? { kind: 'pglite' } : { kind: 'postgres', url: database.url },
    dataFolder: folder,
    github: {
      appId: github.appId,
      privateKey: github.privateKey,
      webhookSecret: github.webhookSecret,
      apiUrl: github.url,
    },
    advisories: { kind: 'export' },
    exploits: { kev: null, epss: null },
    graceDays: 30,
    deliveryDays: 30,
    scanConcurrency: 4,
    registries: {},
    registryBudget: 0,
    oidc: { issuer: 'http://127.0.0.1:9', audience: 'lockkeeper' },
    domains: { dns: null, rdap: null },
    cacheFolder: join(folder, 'cache'),
    logLevel: 'silent',
    ...config,
  };
}

const noAdvisories: AdvisorySource = { name: 'nothing', read: async function* () {} };
