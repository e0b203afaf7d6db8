import { afterEach, inject } from 'vitest';
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

export type OpenStage = (seed: GitHubSeed, options?: Partial<ServiceOptions>) => Promise<Stage>;

/** For use in a block of tests; everything is closed after each. */
export function useStage(open: OpenTestDatabase): OpenStage {
  const opened: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const resource of opened.splice(0).reverse()) await resource[Symbol.asyncDispose]();
  });
  return async (seed, options = {}) => {
    const database = await open();
    const github = await startGitHub(seed);
    opened.push(github);
    const start: Stage['start'] = async (more = {}) => {
      const service = await startService({ github, database, ...options, ...more });
      opened.push(service);
      return service;
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
