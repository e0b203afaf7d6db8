import type { JobWithMetadata } from 'pg-boss';
import type { Logger } from 'pino';
import type { Db } from '../../db/open-database.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { type JobName, type JobPayload, jobKind, jobNames } from './jobs.ts';
import type { Queue } from './queue.ts';

/** A job's outcome that is neither done nor a fault: GitHub asked us to come back later. */
export interface Postponed {
  seconds: number;
}

export interface JobRun<Name extends JobName> {
  payload: JobPayload<Name>;
  /** 1 for the first time. */
  attempt: number;
  /** There is no other try after this one. */
  last: boolean;
  log: Logger;
  /** Aborted when the process shuts down, or the job was taken from us. */
  signal: AbortSignal;
}

export type JobHandlers = { [Name in JobName]: (run: JobRun<Name>) => Promise<Postponed | undefined> };

export interface RunJobsOptions {
  queue: Queue;
  db: Db;
  handlers: JobHandlers;
  metrics: Metrics;
  log: Logger;
  /** Aborted when the process shuts down. */
  signal: AbortSignal;
  /** How many of a kind run at a time in this process; 1 where it is not named. */
  concurrency: Partial<Record<JobName, number>>;
  /** Seconds between looks for jobs that fell due without being announced: delayed and repeated ones. */
  poll: number;
}

/** Takes jobs off the queue, and minds the schedule. Stops when the queue is closed. */
export async function runJobs(options: RunJobsOptions): Promise<void> {
  const { boss } = options.queue;
  for (const name of jobNames) {
    const { key, schedule } = jobKind(name);
    for (let worker = 0; worker < (options.concurrency[name] ?? 1); worker++) {
      const work = {
        includeMetadata: true,
        pollingIntervalSeconds: options.poll,
        notifyPollingIntervalSeconds: options.poll,
        ...(key === undefined ? {} : { groupConcurrency: 1 }),
      } as const;
      const started = boss.work<object, void, typeof work>(name, work, async ([job]) => {
        await runJob(name, job!, options);
        // It looks for the next job at once, instead of after the poll's delay.
        boss.notifyWorker(await started);
      });
      await started;
    }
    // Every worker says the same; the database holds one. An occurrence missed while all were down is caught up with.
    if (schedule !== undefined) await boss.schedule(name, schedule, {}, { tz: 'UTC', missed: 'once' });
  }
}

async function runJob(name: JobName, job: JobWithMetadata<object>, options: RunJobsOptions): Promise<void> {
  const { queue, db, metrics } = options;
  const log = options.log.child({ job: name, jobId: job.id, attempt: job.retryCount + 1 });
  const stop = metrics.jobDuration.startTimer({ job: name });
  const done = (result: string) => {
    metrics.jobs.inc({ job: name, result });
    return stop({ result });
  };
  const last = job.retryCount >= job.retryLimit;
  try {
    const payload = jobKind(name).payload.parse(job.data) as never;
    const signal = AbortSignal.any([job.signal, options.signal]);
    const postponed = await options.handlers[name]({ payload, attempt: job.retryCount + 1, last, log, signal });
    if (postponed !== undefined) {
      await queue.send(db, name, payload, postponed.seconds);
      log.warn(
        { ...job.data, postponedBy: postponed.seconds, seconds: done('postponed') },
        'job postponed: GitHub limits us',
      );
      return;
    }
    log.info({ ...job.data, seconds: done('done') }, 'job done');
  } catch (error) {
    const seconds = done(last ? 'failed' : 'retried');
    const fields = { ...job.data, err: error, seconds };
    if (last) log.error(fields, 'job failed for good: it stays visible as failed in the queue');
    else log.warn(fields, 'job failed and will be tried again');
    throw error;
  }
}
