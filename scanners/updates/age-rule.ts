import { comparePublishSignals, isUnchanged } from '../maintainers/index.ts';
import { momentOf, policyRefusal } from './age-policy/index.ts';
import type { PackageDocument, VersionDocument } from './package-document.ts';
import type { PlanRequest } from './plan-request.ts';
import { lineOfVersion } from './release-line.ts';

/** `text` follows on "would do, but"; `until` is left out where nobody can say when. */
export interface TooYoung {
  why: 'too-young';
  text: string;
  until?: string;
}

export interface AgedTarget {
  name: string;
  target: VersionDocument;
  /** The locked version that it would take the place of. */
  from: string;
  /** The package's document, where the target is a fix of the locked version itself: only then may it be younger. */
  fixOf?: PackageDocument;
}

type AgeFacts = Pick<PlanRequest, 'settings' | 'agePolicy' | 'now'>;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether a target is old enough. A fix may be younger than min-release-age where it is known to be published as the locked version
 * was; what the repository's own policy rejects is never taken.
 */
export function createAgeRule({ settings, agePolicy, now }: AgeFacts): (question: AgedTarget) => TooYoung | undefined {
  return ({ name, target, from, fixOf }) => {
    const barred = byPolicy({ name, ...target });
    const young = byOurAge(target, settings.minReleaseAgeDays, now);
    if (young === undefined || barred?.until === undefined) return barred ?? (young && unlessSafe(young));
    // Both hold: the later end is the one that counts.
    return young.until !== undefined && young.until > barred.until && unlessSafe(young) ? unlessSafe(young) : barred;

    function unlessSafe(refusal: TooYoung): TooYoung | undefined {
      if (fixOf === undefined || refusal.until === undefined) return refusal;
      const because = whyNotSkipped({ target, from, fixOf });
      return because === undefined ? undefined : { ...refusal, text: `${refusal.text}, and ${because}` };
    }
  };

  function byPolicy(version: { name: string; version: string; publishedAt?: string }): TooYoung | undefined {
    const policy = agePolicy?.policy;
    const refusal = policy === undefined ? undefined : policyRefusal(policy, version, now);
    if (policy === undefined || refusal === undefined) return undefined;
    const { unknown, until } = refusal;
    const rule = `the repository's own age policy (${policy.source})`;
    if (unknown) return tooYoung(`the registry does not say when it was published, which ${rule} asks for`);
    return until === undefined
      ? tooYoung(`was published later than ${rule} allows`)
      : tooYoung(`is younger than ${rule} allows`, until);
  }

  function whyNotSkipped({ target, from, fixOf }: Required<Omit<AgedTarget, 'name'>>): string | undefined {
    if (agePolicy?.problem !== undefined) return "the repository's own age policy cannot be read";
    const locked = fixOf.versions.get(from);
    if (locked === undefined) return 'the registry does not have the locked version any more to compare it with';
    const compared = comparePublishSignals(locked, target, lineOfVersion(fixOf, target.version));
    if (isUnchanged(compared)) return undefined;
    const changed = compared.changes.map(({ text }) => text);
    return changed.length > 0
      ? `its publish signals changed (${changed.join('; ')})`
      : `the registry does not give the publish signals that would let a fix be taken earlier (${compared.unknown.join(', ')})`;
  }
}

/** Whether min-release-age speaks against a version, whatever its signals. */
export function byOurAge({ publishedAt }: VersionDocument, days: number, now: Date): TooYoung | undefined {
  if (days <= 0) return undefined;
  const published = Date.parse(publishedAt ?? '');
  if (Number.isNaN(published)) {
    return tooYoung('the registry does not say when it was published, which min-release-age asks for');
  }
  const end = published + days * DAY;
  return end > now.getTime() ? tooYoung('is younger than min-release-age', momentOf(end)) : undefined;
}

function tooYoung(text: string, until?: string): TooYoung {
  return { why: 'too-young', text, ...(until === undefined ? {} : { until }) };
}
