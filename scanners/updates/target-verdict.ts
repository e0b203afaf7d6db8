import { prerelease, satisfies } from 'semver';
import type { Advisory } from '../osv/index.ts';
import { type AgedTarget, createAgeRule, type TooYoung } from './age-rule.ts';
import { devOnlyNames } from './dev-only-names.ts';
import type { VersionDocument } from './package-document.ts';
import type { PlanRequest, TargetSuppression } from './plan-request.ts';
import { createHolds, type Held } from './target-holds.ts';

/** Why a version is no target. */
export type Refusal =
  | { why: 'affected'; by: string }
  | { why: 'prerelease' }
  | { why: 'deprecated' }
  | { why: 'suppressed'; until?: string; by?: string; reason: string }
  | Held
  | TooYoung
  | { why: 'peer'; wants: string }
  | { why: 'brings'; what: string };

/** Whether a version may be proposed in place of `from`. */
export type JudgeTarget = (question: AgedTarget) => Refusal | undefined;

/** Peers and what a target brings along are not looked at here: that depends on the rest of the plan. */
export function createJudge(request: PlanRequest): JudgeTarget {
  const { matcher, suppressions, now } = request;
  const devOnly = devOnlyNames(request.lockfile);
  const holding = suppressions.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  const ranges = holding.filter(({ range }) => range !== undefined);
  const accepted = holding.filter(({ range }) => range === undefined);
  const heldBack = createHolds(request.holds);
  const ageRule = createAgeRule(request);
  const affecting = new Map<string, string | undefined>();
  const known = new Map<string, Refusal | undefined>();

  return (question) => {
    const { name, target, from } = question;
    const stable = prerelease(from, { loose: true }) === null;
    const key = `${stable} ${name}@${target.version}`;
    if (!known.has(key)) known.set(key, judge(name, target, stable));
    return known.get(key) ?? ageRule(question);
  };

  function judge(name: string, target: VersionDocument, stable: boolean): Refusal | undefined {
    const by = affectedBy(name, target.version);
    if (by !== undefined) return { why: 'affected', by };
    if (stable && prerelease(target.version, { loose: true }) !== null) return { why: 'prerelease' };
    if (target.deprecated !== undefined) return { why: 'deprecated' };
    const suppression = ranges.find(
      (each) => each.package === name && reaches(each, name) && inRange(target.version, each.range!),
    );
    // Before its age is asked for: that a fix may be younger than others is for fixes that nothing speaks against.
    if (suppression === undefined) return heldBack(name, target);
    const { reason, expiresAt, author } = suppression;
    return { why: 'suppressed', reason, until: expiresAt?.toISOString(), by: author };
  }

  function affectedBy(name: string, version: string): string | undefined {
    const id = `${name}@${version}`;
    if (!affecting.has(id)) {
      const found = matcher
        .match(name, version)
        .find((advisory) => !accepted.some((one) => reaches(one, name) && accepts(one, name, advisory)));
      affecting.set(id, found?.id);
    }
    return affecting.get(id);
  }

  function reaches(one: TargetSuppression, name: string): boolean {
    return one.devOnly !== true || devOnly.has(name);
  }
}

/** Whether findings of the advisory in the package are somebody's decision to live with. */
function accepts(one: TargetSuppression, name: string, { id, aliases }: Pick<Advisory, 'id' | 'aliases'>): boolean {
  if (one.package === undefined && one.advisory === undefined) return false;
  if (one.package !== undefined && one.package !== name) return false;
  return one.advisory === undefined || one.advisory === id || aliases.includes(one.advisory);
}

/** A range that a person wrote means prereleases inside it too. */
function inRange(version: string, range: string): boolean {
  return satisfies(version, range, { loose: true, includePrerelease: true });
}
