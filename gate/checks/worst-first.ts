import type { EvidenceLink } from '../verdict.ts';

/** More than anybody reads, and few enough for a check run. */
export const MOST_EVIDENCE = 20;

/**
 * The first `most` of them in the order of `compare`, without sorting the rest: there may be ten thousand. An order that tells any two apart
 * makes the same list whatever the order they come in.
 */
export function worstFirst<T>(items: readonly T[], compare: (a: T, b: T) => number, most = MOST_EVIDENCE): T[] {
  const kept: T[] = [];
  for (const item of items) {
    if (kept.length === most && compare(item, kept[most - 1]!) >= 0) continue;
    let place = kept.length;
    while (place > 0 && compare(item, kept[place - 1]!) < 0) place--;
    kept.splice(place, 0, item);
    if (kept.length > most) kept.pop();
  }
  return kept;
}

/** The links to them, and how many are left off. */
export function evidenceOf<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  linkOf: (item: T) => EvidenceLink,
): { evidence: EvidenceLink[]; more: number } {
  const shown = worstFirst(items, compare);
  return { evidence: shown.map(linkOf), more: items.length - shown.length };
}
