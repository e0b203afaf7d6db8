import type { Advisory } from './advisory.ts';

export interface AdvisoryGroup {
  /** The id people know best among the group's own records: GHSA, then MAL, then CVE, then others; the first by spelling. */
  key: string;
  /** In the order of their ids, the key's first. */
  advisories: Advisory[];
}

const PREFERENCE = ['GHSA-', 'MAL-', 'CVE-'];

/**
 * Puts records that speak of the same flaw together, by union-find over ids, aliases and upstream ids: two records
 * belong together also when only a chain of ids that we hold no record of connects them. The outcome does not depend
 * on the order of the records.
 */
export function groupAdvisories(advisories: Iterable<Advisory>): AdvisoryGroup[] {
  const parents = new Map<string, string>();
  const held = new Map<string, Advisory>();
  for (const advisory of advisories) {
    held.set(advisory.id, advisory);
    for (const other of advisory.aliases) unite(parents, advisory.id, other);
    for (const other of advisory.upstream) unite(parents, advisory.id, other);
  }

  const groups = new Map<string, Advisory[]>();
  for (const advisory of held.values()) {
    const root = findRoot(parents, advisory.id);
    const group = groups.get(root);
    if (group) group.push(advisory);
    else groups.set(root, [advisory]);
  }
  return [...groups.values()]
    .map((group) => {
      const sorted = group.sort((a, b) => compareIds(a.id, b.id));
      return { key: sorted[0]!.id, advisories: sorted };
    })
    .sort((a, b) => compareIds(a.key, b.key));
}

function unite(parents: Map<string, string>, a: string, b: string): void {
  const rootA = findRoot(parents, a);
  const rootB = findRoot(parents, b);
  if (rootA !== rootB) parents.set(rootA, rootB);
}

/** Halves the path on its way, which keeps long chains short. */
function findRoot(parents: Map<string, string>, id: string): string {
  let current = id;
  for (;;) {
    const parent = parents.get(current);
    if (parent === undefined) return current;
    const grandparent = parents.get(parent);
    if (grandparent === undefined) return parent;
    parents.set(current, grandparent);
    current = grandparent;
  }
}

function compareIds(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rankOf(id: string): number {
  const rank = PREFERENCE.findIndex((prefix) => id.startsWith(prefix));
  return rank === -1 ? PREFERENCE.length : rank;
}
