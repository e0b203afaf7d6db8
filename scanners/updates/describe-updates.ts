import { comparePrecedence } from '../osv/index.ts';
import type { AlertedNodes } from './alerted-nodes.ts';
import type { Blocked } from './blocked.ts';
import { describeTargets } from './describe-targets.ts';
import type { LockedNode } from './locked-graph.ts';
import { neededParents } from './needed-parents.ts';
import { ownSteps } from './own-steps.ts';
import { passedOver } from './passed-over.ts';
import type { Placement, PlanContext, PlanState } from './plan-state.ts';
import { joinSteps } from './plan-steps.ts';
import type { PlannedUpdate, UpdateStep, UpdateWay } from './update-plan.ts';
import { chainOf, type waysByNode } from './ways-by-node.ts';

export interface Decided {
  context: PlanContext;
  ways: ReturnType<typeof waysByNode>;
  alerted: AlertedNodes;
  state: PlanState;
  blocked: ReadonlyMap<string, Blocked>;
}

/** One update for each package and target, in the order of names. */
export function describeUpdates(decided: Decided): PlannedUpdate[] {
  const { alerted, blocked, context } = decided;
  const cured = (id: string) => alerted.sick.has(id) && !blocked.has(id);
  const gone = new Set<string>();
  for (const [alert, nodes] of alerted.nodesOf)
    if (nodes.every(cured)) gone.add(`${alert.packageName} ${alert.groupKey}`);

  const updates = new Map<string, PlannedUpdate>();
  for (const [id, { groups }] of alerted.sick) {
    if (!cured(id)) continue;
    const node = context.graph.nodes.get(id)!;
    const clears = groups.filter((group) => gone.has(`${node.name} ${group}`));
    const reduces = groups.filter((group) => !gone.has(`${node.name} ${group}`));
    for (const update of updatesOf(decided, node)) {
      const key = JSON.stringify([update.name, update.to, update.how]);
      updates.set(key, merge(updates.get(key), { ...update, clears, reduces }));
    }
  }
  return [...updates.values()].map((update) => withTargets(decided, tidy(update))).sort(byName);
}

function updatesOf(decided: Decided, node: LockedNode): PlannedUpdate[] {
  const { state, ways } = decided;
  const placement = state.placed.get(node.id)!;
  return (placement.versions.length === 0 ? [''] : placement.versions).map((to) => {
    const parents = placement.override === undefined ? neededParents(decided, node, to).sort(nearestFirst(ways)) : [];
    const how = wayOf(node, { placement, to, byParent: parents.length > 0 });
    const way = ways.get(how === 'parent' ? parents[0]!.id : node.id);
    const path = chainOf(way, { itself: how === 'parent' });
    const seen = new Set([node.id]);
    const steps = [
      ...ownSteps(decided.context, node, { placement, to }),
      ...parents.flatMap((parent) => stepsFor(decided, parent, seen)),
    ];
    return { name: node.name, from: [node.version], to, how, path, clears: [], steps };
  });
}

function wayOf(
  { version }: LockedNode,
  { placement, to, byParent }: { placement: Placement; to: string; byParent: boolean },
): UpdateWay {
  if (to !== '' && comparePrecedence(to, version) < 0) return 'rollback';
  if (placement.override !== undefined) return 'override';
  const byProject = placement.assignments.some(
    ({ slot, version }) => slot.request.kind === 'project' && version === to,
  );
  if (byProject) return 'direct';
  return byParent ? 'parent' : 'transitive';
}

function nearestFirst(ways: Decided['ways']): (a: LockedNode, b: LockedNode) => number {
  const depth = ({ id }: LockedNode) => ways.get(id)?.length ?? Number.MAX_SAFE_INTEGER;
  return (a, b) => depth(a) - depth(b) || (a.id < b.id ? -1 : 1);
}

/** The steps of a parent, and of the parents that must go with it. */
function stepsFor(decided: Decided, node: LockedNode, seen: Set<string>): UpdateStep[] {
  const placement = decided.state.placed.get(node.id)!;
  if (seen.has(node.id)) return [];
  seen.add(node.id);
  const targets = placement.versions.length === 0 ? [''] : placement.versions;
  return targets.flatMap((to) => [
    ...ownSteps(decided.context, node, { placement, to }),
    ...neededParents(decided, node, to).flatMap((parent) => stepsFor(decided, parent, seen)),
  ]);
}

function merge(known: PlannedUpdate | undefined, update: PlannedUpdate): PlannedUpdate {
  if (known === undefined) return update;
  return {
    ...known,
    from: [...known.from, ...update.from],
    clears: [...known.clears, ...update.clears],
    reduces: [...(known.reduces ?? []), ...(update.reduces ?? [])],
    steps: [...known.steps, ...update.steps],
    path: update.path.length < known.path.length ? update.path : known.path,
  };
}

function tidy({ reduces = [], ...update }: PlannedUpdate): PlannedUpdate {
  const tidied: PlannedUpdate = {
    ...update,
    from: [...new Set(update.from)].sort(comparePrecedence),
    clears: [...new Set(update.clears)].sort(),
    steps: joinSteps(update.steps),
  };
  return reduces.length === 0 ? tidied : { ...tidied, reduces: [...new Set(reduces)].sort() };
}

function withTargets(decided: Decided, update: PlannedUpdate): PlannedUpdate {
  const targets = describeTargets(decided, update.steps);
  const over = passedOver(decided, targets);
  return { ...update, targets, ...(over.length === 0 ? {} : { passedOver: over }) };
}

function byName(a: PlannedUpdate, b: PlannedUpdate): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return comparePrecedence(a.from[0]!, b.from[0]!) || comparePrecedence(a.to, b.to) || (a.how < b.how ? -1 : 1);
}
