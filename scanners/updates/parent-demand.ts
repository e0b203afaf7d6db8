import { admits } from './asked-range.ts';
import type { LockedNode } from './locked-graph.ts';
import { type Demand, type PlanContext, rangeAt } from './plan-state.ts';

/** What the parent's update must bring: each of its requests for the node admits a good version, or is gone. */
export function createDemand(
  context: PlanContext,
  { node, parent, candidates }: { node: LockedNode; parent: LockedNode; candidates: readonly string[] },
): Demand {
  const requests = node.requests.filter((request) => request.kind === 'package').filter(({ by }) => by === parent.id);
  const latest = context.documentOf(node.name)?.latest;
  // Releases of a package mostly repeat each other's ranges.
  const known = new Map<string, boolean>();
  const admitsOne = (range: string): boolean => {
    const before = known.get(range);
    if (before !== undefined) return before;
    const now = candidates.some((version) => admits(range, version, latest));
    known.set(range, now);
    return now;
  };
  return {
    by: node.id,
    accepts: (version) =>
      requests.every((request) => {
        const range = rangeAt(context, request, { parent, version });
        return range === null || (range !== undefined && admitsOne(range));
      }),
  };
}
