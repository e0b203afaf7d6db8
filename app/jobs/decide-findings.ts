import type { FindingChanges, KnownVersion } from '../../db/findings.ts';
import { type Advisory, createMatcher } from '../../scanners/osv/index.ts';

export interface FindingsToDecide {
  versions: readonly KnownVersion[];
  advisories: Iterable<Advisory>;
  /** Ids of the advisories found so far, by package version. */
  before: ReadonlyMap<number, ReadonlySet<string>>;
  /** Whether `advisories` says all there is to say about this one; findings of others are left alone. */
  judged: (advisoryId: string) => boolean;
}

/**
 * Which findings come and go. Alerts of a version are touched when it has any finding, before or after: a record that
 * affects none of the versions can still stand in the way of a fix, and one that affects them may say something new.
 */
export function decideFindings({ versions, advisories, before, judged }: FindingsToDecide): FindingChanges {
  const matcher = createMatcher(advisories);
  const added: FindingChanges['added'][number][] = [];
  const removed: FindingChanges['removed'][number][] = [];
  const touched: number[] = [];
  for (const { id, name, version } of versions) {
    const is = new Set(matcher.match(name, version).map((advisory) => advisory.id));
    const was = before.get(id) ?? new Set();
    for (const advisoryId of is) if (!was.has(advisoryId)) added.push({ packageVersionId: id, advisoryId });
    for (const advisoryId of was) {
      if (judged(advisoryId) && !is.has(advisoryId)) removed.push({ packageVersionId: id, advisoryId });
    }
    if (is.size + was.size > 0) touched.push(id);
  }
  return { added, removed, touched };
}
