import { admits } from './asked-range.ts';
import type { LockedNode } from './locked-graph.ts';
import { type PlanContext, type PlanState, rangeAt } from './plan-state.ts';

/** The parents without whose updates a package cannot become `to`, or cannot go where `to` is empty. */
export function neededParents(
  { context, state }: { context: PlanContext; state: PlanState },
  node: LockedNode,
  to: string,
): LockedNode[] {
  const { assignments } = state.placed.get(node.id)!;
  const needed = new Map<string, LockedNode>();
  for (const request of node.requests) {
    if (request.kind !== 'package') continue;
    const parent = context.graph.nodes.get(request.by)!;
    const range = rangeAt(context, request, { parent, version: parent.version });
    // What did not bind before is in nobody's way.
    if (typeof range !== 'string' || !admits(range, node.version)) continue;
    const assigned = assignments.filter(({ slot }) => slot.request === request);
    if (assigned.length > 0 && !assigned.some(({ version }) => version === to)) continue;
    if (to !== '' && admits(range, to)) continue;
    for (const each of placedAbove(context, state, request.by)) needed.set(each.id, each);
  }
  return [...needed.values()];
}

/** The node itself if it is updated; else the updates above it that leave it without use. */
function placedAbove(context: PlanContext, state: PlanState, id: string): LockedNode[] {
  const seen = new Set([id]);
  const placed: LockedNode[] = [];
  for (const each of seen) {
    const node = context.graph.nodes.get(each)!;
    if (state.placed.has(each)) placed.push(node);
    else for (const request of node.requests) if (request.kind === 'package') seen.add(request.by);
  }
  return placed;
}
