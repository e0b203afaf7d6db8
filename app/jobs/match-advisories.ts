import {
  clearPendingAdvisories,
  listFindings,
  listPendingAdvisories,
  listVersions,
  lockMatching,
  saveFindings,
} from '../../db/findings.ts';
import type { Trx } from '../../db/open-database.ts';
import { markChangesToJudge } from '../../db/packages-to-judge.ts';
import { decideFindings } from './decide-findings.ts';
import { inBatches } from './in-batches.ts';
import type { JobContext } from './job-context.ts';

const BATCH = 500;

/**
 * Matches advisories that changed with the versions we know of their packages, and with nothing else.
 * @returns how many advisories were matched.
 */
export function matchAdvisories(context: JobContext): Promise<number> {
  return inBatches(context, BATCH, matchBatch);
}

async function matchBatch(trx: Trx, now: Date): Promise<number> {
  await lockMatching(trx);
  const pending = await listPendingAdvisories(trx, BATCH);
  if (pending.length === 0) return 0;
  const versions = await listVersions(trx, [...new Set(pending.flatMap(({ packageNames }) => packageNames))]);
  const before = await listFindings(
    trx,
    versions.map(({ id }) => id),
  );
  const advisories = pending.map(({ advisory }) => advisory);
  const ids = new Set(advisories.map(({ id }) => id));
  await saveFindings(trx, decideFindings({ versions, advisories, before, judged: (id) => ids.has(id) }), now);
  // One of them may say that what was published within a change is malware, or no longer say it.
  await markChangesToJudge(
    trx,
    pending.flatMap(({ packageNames }) => packageNames),
  );
  await clearPendingAdvisories(trx, [...ids]);
  return pending.length;
}
