import { inject, onTestFinished } from 'vitest';
import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import type { OpenTestDatabase, TestDatabase } from '../databases.ts';
import { type EmulatedGitHub, type GitHubSeed, startGitHub } from '../github/index.ts';
import { type ServiceOptions, startService } from './start-service.ts';

/** An emulated GitHub and the real service on it. */
export interface Stage {
  github: EmulatedGitHub;
  service: Lockkeeper;
  database: TestDatabase;
  /** One more process of the service on the same database. */
  start(options?: Partial<ServiceOptions>): Promise<Lockkeeper>;
}

/** Says what to do when the test is over. Concurrent tests hand in their own. */
type AtEnd = (act: () => Promise<void>) => void;

export type OpenStage = (seed: GitHubSeed, options?: Partial<ServiceOptions>, atEnd?: AtEnd) => Promise<Stage>;

let stages = 0;

/** Everything it opens is closed when the test is over. */
export function useStage(open: OpenTestDatabase): OpenStage {
  return async (seed, options = {}, atEnd = onTestFinished) => {
    const opened = new AsyncDisposableStack();
    atEnd(() => opened.disposeAsync());
    const database = await open();
    // Tests that run side by side must not wait for each other's requests.
    stages++;
    const github = opened.use(await startGitHub({ installationsAfter: stages * 1000, ...seed }));
    const start: Stage['start'] = async (more = {}) => {
      const service = await startService({ github, database, ...options, ...more });
      return opened.use(service);
    };
    const service = await start();
    await service.idle();
    github.requests.length = 0;
    return { github, service, database, start };
  };
}

/** Whether a PostgreSQL runs, for tests that only make sense there. */
export function hasPostgres(): boolean {
  return inject('postgresUrl') !== null;
}
