import type { TestProject } from 'vitest/node';
import { startOwnPostgres } from './own-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the test run's PostgreSQL, without a database name; null where none could be started. */
    postgresUrl: string | null;
  }
}

/** Starts one real PostgreSQL for the run. `TEST_DATABASE_URL` names a server to use instead. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) {
    project.provide('postgresUrl', given.replace(/\/[^/]*$/, ''));
    return async () => {};
  }
  try {
    const server = await startOwnPostgres();
    project.provide('postgresUrl', server.address);
    return async () => server[Symbol.asyncDispose]();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.warn(`PostgreSQL could not be started, so its tests are skipped: ${String(error)}`);
    project.provide('postgresUrl', null);
    return async () => {};
  }
}
