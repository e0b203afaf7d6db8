import type { Logger } from 'pino';
import { Probot } from 'probot';
import type { Database, Db } from '../db/open-database.ts';
import type { AdvisorySource } from '../scanners/osv/index.ts';
import { type ApiContext, createApi } from './api/index.ts';
import type { Config, GitHubConfig } from './config/config.ts';
import { registerEvents } from './events/register-events.ts';
import { objectivesOf } from './gate/ask-objectives.ts';
import { createGitHub, createGitHubFetch, HastyOctokit, PatientOctokit } from './github/github.ts';
import { healthHandler } from './health/health-handler.ts';
import { checkReadiness } from './health/readiness.ts';
import type { Handler } from './http/handler.ts';
import { mountApi } from './http/mount-api.ts';
import { type Served, serveHandlers, serveProbot } from './http/serve.ts';
import { serveSetup } from './http/serve-setup.ts';
import { changesDecided } from './jobs/command-effects.ts';
import { startGateChecks } from './jobs/gate-check/start-gate-checks.ts';
import { jobHandlers } from './jobs/job-handlers.ts';
import { forgetFeedsOff } from './jobs/sync-exploits.ts';
import { createLog } from './log/create-log.ts';
import { createMetrics, type Metrics } from './metrics/create-metrics.ts';
import { createTokenVerifier } from './oidc/verify-workflow-token.ts';
import { openAdvisorySource } from './open-advisory-source.ts';
import { openExploitFeeds } from './open-exploit-feeds.ts';
import { openServiceDatabase } from './open-service-database.ts';
import type { JobName, JobPayload } from './queue/jobs.ts';
import { DEFAULT_PACE, openQueue, type Queue, type QueuePace } from './queue/queue.ts';
import { countJobs } from './queue/queue-counts.ts';
import { runJobs } from './queue/run-jobs.ts';
import { sendFirstJobs } from './queue/send-first-jobs.ts';
import { refreshSoonBy } from './suppressions/refresh-soon.ts';
import { version } from './version.ts';

export interface StartOptions {
  config: Config;
  /** Left out: as configured. One that is given is migrated already, and stays open. */
  database?: Database;
  /** Left out: as configured. */
  source?: AdvisorySource;
  log?: Logger;
  /** What jobs take for now; the queue has the database's own clock. */
  now?: () => Date;
  /** Whether jobs come by the clock. Tests leave them out: they would come in some minutes of the hour. */
  schedule?: boolean;
  /** Seconds; tests make them short. */
  pace?: Partial<QueuePace>;
}

export interface Lockkeeper extends AsyncDisposable {
  /** Where it listens. Webhooks go to `/api/github/webhooks`. */
  url: string;
  db: Db;
  /** Left out while no GitHub App is configured. */
  queue?: Queue;
  /** Settles when no job runs or is due. */
  idle(options?: { withDeferred?: boolean }): Promise<void>;
  /** Runs a job now, and settles when it has come to its end. */
  runNow<Name extends JobName>(name: Name, payload?: JobPayload<Name>): Promise<void>;
}

/** The service: everything that `main.ts` does, as a resource. */
export async function startLockkeeper(options: StartOptions): Promise<Lockkeeper> {
  const { config, now = () => new Date() } = options;
  const log = options.log ?? createLog({ level: config.logLevel, secrets: secretsOf(config) });
  await using opened = new AsyncDisposableStack();
  const database = options.database ?? opened.use(await openServiceDatabase(config, log));
  const { db } = database;
  const metrics = createMetrics(version, () => countJobs(db).catch(() => []));
  const readiness = () => checkReadiness({ db, configured: config.github !== undefined, now });
  const health = healthHandler({ metrics, readiness });
  const serve = { ...config.http, log };

  if (config.github === undefined) {
    const served = opened.use(await serveSetup({ ...serve, handlers: [health] }));
    const all = opened.move();
    return {
      url: served.url,
      db,
      idle: async () => {},
      runNow: async () => {},
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  }

  const pace = { ...DEFAULT_PACE, ...options.pace };
  const isWorker = config.role !== 'web';
  const url = config.database.kind === 'postgres' ? config.database.url : undefined;
  const queue = opened.use(await openQueue({ database, url, log, worker: isWorker, schedule: options.schedule, pace }));
  const stopping = new AbortController();
  const probot = probotDefaults(config.github, { log, metrics, signal: stopping.signal, hasty: pace.write === 0 });
  const askObjectives = objectivesOf(config.prometheus);
  if (isWorker) {
    const github = createGitHub(await new probot().ready(), now);
    const source = options.source ?? (await openAdvisorySource(config, log));
    const exploits = openExploitFeeds(config, log);
    await forgetFeedsOff(db, exploits);
    const shell = { db, log, now, queue, github, metrics, config, source, exploits, askObjectives };
    const handlers = jobHandlers({ ...shell, signal: stopping.signal });
    await runJobs({
      queue,
      db,
      handlers,
      metrics,
      log,
      signal: stopping.signal,
      concurrency: {
        'scan-repository': config.scanConcurrency,
        'sync-installation': 2,
        'check-pull-request': 2,
        'answer-hold': 2,
      },
      poll: pace.poll,
    });
    opened.defer(
      () => void setTimeout(() => stopping.abort(new Error('the service stops')), pace.grace * 1000).unref(),
    );
    await sendFirstJobs({ db, queue, now: now(), exploits: Object.values(exploits).some((feed) => feed !== null) });
  }
  const refreshSoon = refreshSoonBy(queue);
  const startRun: ApiContext['startRun'] = async (trx, run) => void (await queue.send(trx, 'run-updates', run));
  const reviewHolds: ApiContext['reviewHolds'] = async (trx, repositoryId) => {
    await queue.send(trx, 'review-holds', {});
    if (repositoryId !== undefined) await startGateChecks(trx, { queue }, [repositoryId]);
  };
  const decided: ApiContext['changesDecided'] = (trx, given) => changesDecided(trx, { queue }, given);
  const toServe: ApiContext = {
    db,
    now,
    log,
    version,
    refreshSoon,
    startRun,
    reviewHolds,
    changesDecided: decided,
    verifyWorkflow: createTokenVerifier(config.oidc, globalThis.fetch),
    askObjectives,
  };
  const api: Handler[] = [health, mountApi(createApi(toServe))];
  const served: Served = opened.use(
    config.role === 'worker'
      ? await serveHandlers({ ...serve, handlers: [health] })
      : await serveProbot({
          ...serve,
          handlers: api,
          probot,
          webhookProxy: config.webhookProxy,
          load: (loaded) => registerEvents(loaded, { db, queue, metrics, log, now, settle: pace.settle }),
        }),
  );
  log.info({ url: served.url, role: config.role, version }, 'Lockkeeper is up');
  const all = opened.move();
  return {
    url: served.url,
    db,
    queue,
    idle: (given) => queue.idle(given),
    runNow: (name, payload = {} as never) => runNow(queue, db, name, payload),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function probotDefaults(
  { appId, privateKey, webhookSecret, apiUrl }: GitHubConfig,
  { log, metrics, signal, hasty }: { log: Logger; metrics: Metrics; signal: AbortSignal; hasty: boolean },
): typeof Probot {
  return Probot.defaults({
    appId,
    privateKey,
    secret: webhookSecret,
    baseUrl: apiUrl,
    log,
    Octokit: hasty ? HastyOctokit : PatientOctokit,
    request: { fetch: createGitHubFetch(metrics, signal) },
  });
}

async function runNow<Name extends JobName>(
  queue: Queue,
  db: Db,
  name: Name,
  payload: JobPayload<Name>,
): Promise<void> {
  const id = await queue.send(db, name, payload);
  // Where the same job waits or runs already, that one will do.
  if (id === null) return queue.idle();
  const state = await queue.finished(name, id);
  if (state !== 'completed') throw new Error(`job ${name} ${state}: the log says why`);
}

function secretsOf({ github, database }: Config): string[] {
  const password = database.kind === 'postgres' ? decodeURIComponent(new URL(database.url).password) : '';
  return [github?.webhookSecret ?? '', password].filter((secret) => secret !== '');
}
