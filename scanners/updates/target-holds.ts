import { momentOf } from './age-policy/index.ts';
import type { VersionDocument } from './package-document.ts';
import type { TargetHold } from './plan-request.ts';

/** `text` is in words what changed; `until` is left out where nothing but a person's word ends it. */
export interface Held {
  why: 'held';
  text: string;
  /** Since when versions are held, ISO 8601. */
  since: string;
  until?: string;
  /** The change that holds it, where it is known by a number. */
  change?: number;
}

/** Of what a hold may be about. */
export type HeldCandidate = Pick<VersionDocument, 'version' | 'publishedAt' | 'signals'>;

/**
 * Whether something that happened to a package, or to who publishes it, speaks against a version. Where several things do, the one
 * that ends last is told. What came before a change is none of it, so that there is a way round, and a way back out of malware.
 */
export function createHolds(
  holds: readonly TargetHold[] = [],
): (name: string, target: HeldCandidate) => Held | undefined {
  // Of a package or of an account, and most packages have neither.
  const ofPackage = Map.groupBy(holds, (hold) => hold.package);
  const ofPublishers = ofPackage.get(undefined) ?? [];
  return (name, target) => {
    const all = [...(ofPackage.get(name) ?? []), ...ofPublishers].filter((hold) => holdsBack(hold, target));
    return all.length === 0 ? undefined : toHeld(all.reduce((last, hold) => (endOf(hold) > endOf(last) ? hold : last)));
  };
}

function holdsBack({ package: name, publisher, since, versions = [] }: TargetHold, target: HeldCandidate): boolean {
  if (name === undefined && publisher === undefined) return false;
  if (publisher !== undefined && !isBy(publisher, target)) return false;
  if (versions.includes(target.version)) return true;
  const [start, published] = [Date.parse(since), Date.parse(target.publishedAt ?? '')];
  // What nobody knows the time of may have come since.
  return Number.isNaN(start) || Number.isNaN(published) || published >= start;
}

/** What workflows publish stands under one name for everybody's, which is nobody's account. */
function isBy(publisher: string, { signals }: HeldCandidate): boolean {
  return signals?.publisher === publisher && signals.trustedPublisher !== true;
}

function endOf({ until }: TargetHold): number {
  const end = Date.parse(until ?? '');
  return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end;
}

function toHeld(hold: TargetHold): Held {
  const { text, since, changeId } = hold;
  const until = momentOf(endOf(hold));
  return {
    why: 'held',
    text,
    since,
    ...(until === undefined ? {} : { until }),
    ...(changeId === undefined ? {} : { change: changeId }),
  };
}
