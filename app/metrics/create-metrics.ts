import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is measured, in a registry of its own: several services can live in one process, as in tests. */
export interface Metrics {
  registry: Registry;
  jobs: Counter<'job' | 'result'>;
  jobDuration: Histogram<'job' | 'result'>;
  scanDuration: Histogram;
  lockfilesRead: Counter<'result'>;
  alertLatency: Histogram;
  deliveries: Counter<'event' | 'result'>;
  githubRequests: Counter<'status'>;
  registryRequests: Counter<'status'>;
  registryBytes: Counter;
}

const SECOND_TO_HOUR = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
const MINUTE_TO_DAYS = [1, 10, 60, 300, 900, 3600, 2 * 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600];

/** @param queueDepth jobs by queue and state, asked for at every scrape. */
export function createMetrics(
  version: string,
  queueDepth: () => Promise<{ queue: string; state: string; count: number }[]>,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  // Gauges that are named as counters; the same without `_total` are there too.
  for (const name of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${name}_total`);
  new Gauge({
    name: 'lockkeeper_build_info',
    help: 'Always 1; the labels say which version runs.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1);
  new Gauge({
    name: 'lockkeeper_queue_jobs',
    help: 'Jobs by queue and state. Failed ones have used up their tries.',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      this.reset();
      for (const { queue, state, count } of await queueDepth()) this.set({ queue, state }, count);
    },
  });
  return {
    registry,
    jobs: new Counter({
      name: 'lockkeeper_jobs_total',
      help: 'Attempts at jobs, by result: done, postponed, retried or failed.',
      labelNames: ['job', 'result'],
      registers,
    }),
    jobDuration: new Histogram({
      name: 'lockkeeper_job_duration_seconds',
      help: 'How long attempts at jobs took.',
      labelNames: ['job', 'result'],
      buckets: SECOND_TO_HOUR,
      registers,
    }),
    scanDuration: new Histogram({
      name: 'lockkeeper_scan_duration_seconds',
      help: 'How long complete scans of a repository took.',
      buckets: SECOND_TO_HOUR,
      registers,
    }),
    lockfilesRead: new Counter({
      name: 'lockkeeper_lockfiles_read_total',
      help: 'Lockfile contents that were new to the database, by result: read or error.',
      labelNames: ['result'],
      registers,
    }),
    alertLatency: new Histogram({
      name: 'lockkeeper_advisory_to_alert_seconds',
      help: 'From when the database first held an advisory to when the hourly run opened an alert on it.',
      buckets: MINUTE_TO_DAYS,
      registers,
    }),
    deliveries: new Counter({
      name: 'lockkeeper_webhook_deliveries_total',
      help: 'Webhook deliveries by event and result: accepted, duplicate, ignored, invalid or failed.',
      labelNames: ['event', 'result'],
      registers,
    }),
    registryRequests: new Counter({
      name: 'lockkeeper_registry_requests_total',
      help: 'Requests to registries about tracked packages, by status; error where there was no answer.',
      labelNames: ['status'],
      registers,
    }),
    registryBytes: new Counter({
      name: 'lockkeeper_registry_bytes_total',
      help: 'Bytes of package documents that registries answered these with, once unpacked.',
      registers,
    }),
    githubRequests: new Counter({
      name: 'lockkeeper_github_requests_total',
      help: 'Requests to GitHub by status; error where there was no answer.',
      labelNames: ['status'],
      registers,
    }),
  };
}
