import { comparePrecedence } from '../osv/index.ts';
import type { AlertedNodes } from './alerted-nodes.ts';
import { admits } from './asked-range.ts';
import type { Blocked } from './blocked.ts';
import type { LockedNode } from './locked-graph.ts';
import { ownSteps } from './own-steps.ts';
import { type Placement, type PlanContext, type PlanState, rangeAt } from './plan-state.ts';
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
  return [...updates.values()].map(tidy).sort(byName);
}

function updatesOf(decided: Decided, node: LockedNode): PlannedUpdate[] {
  const { state, ways } = decided;
  const placement = state.placed.get(node.id)!;
  const steps = stepsFor(decided, node, new Set());
  return (placement.versions.length === 0 ? [''] : placement.versions).map((to) => {
    const moved = movedParent(decided, node, to);
    const how = wayOf({ node, placement, to, moved });
    const way = ways.get(moved !== undefined && how === 'parent' ? moved.id : node.id);
    const path = chainOf(way, { itself: how === 'parent' });
    return { name: node.name, from: [node.version], to, how, path, clears: [], steps };
  });
}

interface Way {
  node: LockedNode;
  placement: Placement;
  to: string;
  moved: LockedNode | undefined;
}

function wayOf({ node, placement, to, moved }: Way): UpdateWay {
  if (to !== '' && comparePrecedence(to, node.version) < 0) return 'rollback';
  if (placement.override !== undefined) return 'override';
  if (moved !== undefined) return 'parent';
  const byProject = placement.assignments.some(
    ({ slot, version }) => slot.request.kind === 'project' && version === to,
  );
  return byProject ? 'direct' : 'transitive';
}

/** The parent, nearest to a project, without whose update the target would be outside its range. */
function movedParent({ context, state, ways }: Decided, node: LockedNode, to: string): LockedNode | undefined {
  const depth = (id: string) => ways.get(id)?.length ?? Number.MAX_SAFE_INTEGER;
  return pinningParents(context, state, node)
    .filter(({ request, range }) => {
      const assigned = state.placed.get(node.id)!.assignments.filter(({ slot }) => slot.request === request);
      return assigned.length === 0 || (assigned.some(({ version }) => version === to) && !admits(range, to));
    })
    .map(({ parent }) => parent)
    .sort((a, b) => depth(a.id) - depth(b.id) || (a.id < b.id ? -1 : 1))[0];
}

/** The parents that are updated and whose locked version would not admit what the package becomes. */
function pinningParents(context: PlanContext, state: PlanState, node: LockedNode) {
  const { versions } = state.placed.get(node.id)!;
  return node.requests.flatMap((request) => {
    if (request.kind !== 'package' || !state.placed.has(request.by)) return [];
    const parent = context.graph.nodes.get(request.by)!;
    const range = rangeAt(context, request, { parent, version: parent.version });
    if (typeof range !== 'string' || !admits(range, node.version)) return [];
    const assigned = state.placed.get(node.id)!.assignments.filter(({ slot }) => slot.request === request);
    const targets = assigned.length === 0 ? versions : assigned.map(({ version }) => version);
    const pins = versions.length === 0 || assigned.length === 0 || targets.some((version) => !admits(range, version));
    return pins ? [{ request, parent, range }] : [];
  });
}

/** Its own steps, and those of the parents that must go with it. */
function stepsFor(decided: Decided, node: LockedNode, seen: Set<string>): UpdateStep[] {
  const { context, state } = decided;
  const placement = state.placed.get(node.id);
  if (placement === undefined || seen.has(node.id)) return [];
  seen.add(node.id);
  const above = placement.override === undefined ? pinningParents(context, state, node) : [];
  return [...ownSteps(context, node, placement), ...above.flatMap(({ parent }) => stepsFor(decided, parent, seen))];
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

function byName(a: PlannedUpdate, b: PlannedUpdate): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return comparePrecedence(a.from[0]!, b.from[0]!) || comparePrecedence(a.to, b.to) || (a.how < b.how ? -1 : 1);
}
