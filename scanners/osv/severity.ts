import type { Severity } from './advisory.ts';

/**
 * Most urgent first. `unknown` stands between high and medium: a flaw that nobody has rated yet may turn out to be
 * anything, so it is looked at before what is known to be moderate, and no maximum over ratings can hide it as low.
 */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'unknown', 'medium', 'low'];

const RANK: Record<Severity, number> = { critical: 0, high: 1, unknown: 2, medium: 3, low: 4 };

/** For sorting, the most urgent first: negative when `a` is the more urgent. */
export function compareSeverity(a: Severity, b: Severity): number {
  return RANK[a] - RANK[b];
}

/**
 * Does this level reach a threshold that a person set? `unknown` reaches every one: a gate that lets unrated flaws
 * through fails open. As a threshold, `unknown` asks for no rating at all, so everything reaches it.
 */
export function severityAtLeast(level: Severity, threshold: Severity): boolean {
  return level === 'unknown' || threshold === 'unknown' || RANK[level] <= RANK[threshold];
}
