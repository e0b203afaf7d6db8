import { appendEvidence } from '../../../db/evidence.ts';
import type { Trx } from '../../../db/open-database.ts';
import type { PackageHolder } from '../../../db/package-holders.ts';
import type { SavedChange } from '../../../db/save-changes.ts';
import type { Person } from '../../../scanners/maintainers/index.ts';

const SIGNALS = 20;
const LISTED = 50;

/** Says on the evidence of each installation that holds the package what was seen of it. */
export async function recordChanges(
  trx: Trx,
  saved: readonly SavedChange[],
  { holders, now }: { holders: readonly PackageHolder[]; now: Date },
): Promise<void> {
  const byInstallation = Map.groupBy(holders, ({ installationId }) => installationId);
  for (const installationId of [...byInstallation.keys()].sort((a, b) => a - b)) {
    const lockfiles = Map.groupBy(byInstallation.get(installationId)!, ({ packageName }) => packageName);
    const entries = saved
      .filter(({ change }) => lockfiles.has(change.packageName))
      .map((one) => ({
        at: now,
        event: 'maintainers.changed',
        subject: `maintainer-change:${one.change.id}`,
        data: { ...dataOf(one), lockfiles: lockfiles.get(one.change.packageName)!.length },
      }));
    await appendEvidence(trx, installationId, entries);
  }
}

function dataOf({ change, before }: SavedChange) {
  const { packageName, level, score, weights, signals, versions, maintainers, startedAt, lastSignalAt } = change;
  return {
    package: packageName,
    severity: level,
    was: before === null ? null : before.level,
    score,
    weights,
    signals: signals
      .slice(0, SIGNALS)
      .map(({ kind, at, version, text, weight }) => ({ kind, at, version, text, weight })),
    signal_count: signals.length,
    versions: versions.slice(0, LISTED),
    maintainers: maintainers && { before: names(maintainers.before), after: names(maintainers.after) },
    started_at: startedAt,
    last_signal_at: lastSignalAt,
    reverted: change.reverted,
    malware: change.malware,
    merged_into: change.mergedInto,
  };
}

/** Marks of addresses stay where they are. */
function names(people: readonly Person[]): string[] {
  return people.slice(0, LISTED).map(({ name }) => name);
}
