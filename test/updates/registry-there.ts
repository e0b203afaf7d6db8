import { tmpdir } from 'node:os';
import { join } from 'node:path';
import registryFetch from 'npm-registry-fetch';
import type { EditSurroundings } from '../../app/updates/edit-request.ts';

/** Kept between runs of the tests, so that package managers are downloaded once. */
export const TEST_CACHE = join(tmpdir(), 'lockkeeper-test-cache');

const SILENT = { info: () => {}, warn: () => {} };

export const SURROUNDINGS: EditSurroundings = { registry: {}, cacheFolder: TEST_CACHE, log: SILENT };

/** Why tests that need the npm registry cannot run here; undefined where they can. */
export async function registryAway(): Promise<string | undefined> {
  try {
    await registryFetch('picocolors/1.0.1', { timeout: 10_000, fetchRetries: 0 });
    return undefined;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return `skipped, because the npm registry cannot be reached from here: ${(error as Error).message}`;
  }
}
