import type { AdvisorySource } from '../../scanners/osv/index.ts';
import type { Config } from '../config/config.ts';
import type { AskObjectives } from '../gate/gate-context.ts';
import type { GitHub } from '../github/github.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { Queue } from '../queue/queue.ts';
import type { JobContext } from './job-context.ts';
import type { ExploitFeeds } from './sync-exploits.ts';

/** What the jobs that talk to GitHub and to the queue are given beside what every job is given. */
export interface ShellContext extends JobContext {
  queue: Queue;
  github: GitHub;
  metrics: Metrics;
  config: Pick<
    Config,
    'graceDays' | 'deliveryDays' | 'database' | 'registries' | 'registryBudget' | 'cacheFolder' | 'github' | 'domains'
  >;
  source: AdvisorySource;
  exploits: ExploitFeeds;
  /** Null: no Prometheus is set. */
  askObjectives: AskObjectives | null;
}
