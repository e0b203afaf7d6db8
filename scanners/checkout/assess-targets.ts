import { assessLockfile, findSuppression } from '../alerts/index.ts';
import { toSuppression } from '../config/index.ts';
import { locateEntries } from '../lockfiles/index.ts';
import { compareSeverity, type Matcher } from '../osv/index.ts';
import type { ScannedLockfile } from '../reports/index.ts';
import type { ReadTarget } from './read-targets.ts';

/** What is found in each lockfile, the most urgent first; what a suppression holds back now stands apart. */
export function assessTargets(
  targets: readonly ReadTarget[],
  matcher: Matcher,
  { prodOnly, now }: { prodOnly: boolean; now: Date },
): ScannedLockfile[] {
  return targets.map((target) => {
    const { path, text, lockfile, items } = target;
    const suppressions = target.suppressions.map((stated, id) => ({ id, ...toSuppression(stated) }));
    const scanned: ScannedLockfile = { path, lockfile, items, findings: [], suppressed: [] };
    const found = assessLockfile(items, matcher, { prodOnly });
    const lines = locateEntries(
      text,
      lockfile.format,
      found.flatMap(({ keys }) => keys),
    );
    for (const facts of found.toSorted((a, b) => compareSeverity(a.severity, b.severity))) {
      const at = facts.keys.flatMap((key) => lines.get(key) ?? []).sort((a, b) => a - b);
      const finding = { facts, lines: [...new Set(at)] };
      const held = findSuppression(facts, { lockfilePath: target.repositoryPath, suppressions, now });
      if (held === undefined) scanned.findings.push(finding);
      else {
        const expiresAt = held.expiresAt?.toISOString() ?? null;
        scanned.suppressed.push({ ...finding, reason: held.reason, expiresAt });
      }
    }
    return scanned;
  });
}
