import { admits } from './asked-range.ts';
import type { Ask, LockedGraph } from './locked-graph.ts';
import { type PlanContext, type PlanState, rangeAt, versionsOf } from './plan-state.ts';

const original = new WeakMap<LockedGraph, ReadonlySet<string>>();
const planned = new WeakMap<PlanState['placed'], ReadonlySet<string>>();

/**
 * Whether the plan so far leaves nothing that leads to a node: a parent's update dropped it, or asks for other versions. What
 * nothing led to before stays as it is.
 */
export function isDead(context: PlanContext, state: PlanState, id: string): boolean {
  if (state.placed.size === 0) return false;
  const { graph } = context;
  const before = once(original, graph, () => reach(graph, (each) => asksOf(graph, each)));
  const now = once(planned, state.placed, () =>
    reach(graph, (each) => [
      ...becomes(context, state, each),
      ...asksOf(graph, each, (ask) => isAsked(context, state, ask)),
    ]),
  );
  return before.has(id) && !now.has(id);
}

function once<Key extends WeakKey, Value>(known: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

function reach({ roots }: LockedGraph, next: (id: string) => string[]): Set<string> {
  const seen = new Set(roots);
  for (const id of seen) for (const to of next(id)) seen.add(to);
  return seen;
}

function asksOf({ asks }: LockedGraph, id: string, follows: (ask: Ask) => boolean = () => true): string[] {
  return (asks.get(id) ?? []).filter(follows).map(({ to }) => to);
}

/** The versions that a node becomes, where they are locked already: with all that leads on from them. */
function becomes({ graph }: PlanContext, { placed }: PlanState, id: string): string[] {
  const { name } = graph.nodes.get(id)!;
  const ids = (placed.get(id)?.versions ?? []).map((version) => `${name}@${version}`);
  return ids.filter((each) => graph.nodes.has(each));
}

/** Whether one of the parent's planned versions still asks for the node as it is, or as the plan will have it. */
function isAsked(context: PlanContext, state: PlanState, { request, to }: Ask): boolean {
  if (!state.placed.has(request.by)) return true;
  const parent = context.graph.nodes.get(request.by)!;
  const node = context.graph.nodes.get(to)!;
  const changes = context.sick.has(to) || state.placed.has(to) || state.demands.has(to);
  return versionsOf(state, parent).some((version) => {
    const range = rangeAt(context, request, { parent, version });
    return (
      range !== null && (range === undefined || changes || version === parent.version || admits(range, node.version))
    );
  });
}
