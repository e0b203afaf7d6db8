import { satisfies } from 'semver';
import { namePattern } from './name-pattern.ts';

/** The repository's own rule for its package manager: no version that is too young. Renovate's and Dependabot's rules are not it. */
export interface AgePolicy {
  minimumMs: number;
  /** ISO 8601: nor a version published after this moment (npm's `before`). */
  before?: string;
  /** By scope, with its `@`, instead of `minimumMs` (yarn). */
  scopes?: Readonly<Record<string, number>>;
  /** Packages that it does not hold for. */
  excludes: readonly AgeExclude[];
  /** Where it stands, for people: `pnpm-workspace.yaml minimumReleaseAge`. */
  source: string;
}

export interface AgeExclude {
  /** A name; `*` stands for anything but a slash, `**` for anything. */
  name: string;
  /** Only for versions inside this range. */
  range?: string;
}

/** What its files say. With a `problem` nobody can tell what the package manager would reject. */
export interface AgePolicyReading {
  policy?: AgePolicy;
  /** What was expected, found, and the cure. */
  problem?: string;
}

export interface AgedVersion {
  name: string;
  version: string;
  publishedAt?: string;
}

/** What the policy says against a version now; `until` is left out where waiting alone does not help. */
export function policyRefusal(
  policy: AgePolicy,
  { name, version, publishedAt }: AgedVersion,
  now: Date,
): { until?: string; unknown?: true } | undefined {
  if (policy.excludes.some((exclude) => isExcluded(exclude, name, version))) return undefined;
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
  const own = policy.scopes !== undefined && Object.hasOwn(policy.scopes, scope) ? policy.scopes[scope] : undefined;
  const minimum = own ?? policy.minimumMs;
  if (minimum <= 0 && policy.before === undefined) return undefined;
  const published = Date.parse(publishedAt ?? '');
  if (Number.isNaN(published)) return { unknown: true };
  if (policy.before !== undefined && published > Date.parse(policy.before)) return {};
  return published + minimum > now.getTime() ? { until: momentOf(published + minimum) } : undefined;
}

/** ISO 8601; undefined for what no calendar holds. */
export function momentOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function isExcluded({ name: pattern, range }: AgeExclude, name: string, version: string): boolean {
  if (!namePattern(pattern)(name)) return false;
  return range === undefined || satisfies(version, range, { loose: true });
}
