import { loadAdvisories } from '../../db/advisories.ts';
import { listFindings, listUnmatchedVersions, lockMatching, markMatched, saveFindings } from '../../db/findings.ts';
import type { Trx } from '../../db/open-database.ts';
import { refreshStatistics } from '../../db/statistics.ts';
import { decideFindings } from './decide-findings.ts';
import { inBatches } from './in-batches.ts';
import type { JobContext } from './job-context.ts';

const BATCH = 2000;

/**
 * Matches package versions that are new (or were marked to be matched again) with the advisories of their packages.
 * @returns how many were matched.
 */
export async function matchPackageVersions(context: JobContext): Promise<number> {
  await refreshStatistics(context.db);
  return inBatches(context, BATCH, matchBatch);
}

async function matchBatch(trx: Trx, now: Date): Promise<number> {
  await lockMatching(trx);
  const versions = await listUnmatchedVersions(trx, BATCH);
  if (versions.length === 0) return 0;
  const ids = versions.map(({ id }) => id);
  const held = await loadAdvisories(trx, [...new Set(versions.map(({ name }) => name))]);
  const advisories = new Set([...held.values()].flat().map(({ advisory }) => advisory));
  const before = await listFindings(trx, ids);
  await saveFindings(trx, decideFindings({ versions, advisories, before, judged: () => true }), now);
  await markMatched(trx, ids, now);
  return versions.length;
}
