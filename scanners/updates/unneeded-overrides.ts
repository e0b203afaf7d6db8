import { comparePrecedence } from '../osv/index.ts';
import { admits } from './asked-range.ts';
import type { LockedNode } from './locked-graph.ts';
import { type PlanContext, type PlanState, rangeAt } from './plan-state.ts';
import { joinSteps } from './plan-steps.ts';
import type { OwnOverride, PlannedUpdate, UpdateStep } from './update-plan.ts';

/**
 * Overrides of ours that change nothing any more: whatever asks for the package is content with the versions that are locked, by
 * its own range, or nothing asks for it. What this plan moves is looked at another time, when it is moved. One entry a package.
 */
export function unneededOverrides(context: PlanContext, state: PlanState): PlannedUpdate[] {
  const steps = (context.request.ownOverrides ?? []).flatMap((own): RemovalStep[] => {
    const held = heldBy(context, own);
    if (isMoving(context, state, own) || !held.every((node) => isAskedForAsItIs(context, state, node))) return [];
    return [{ kind: 'remove-override', ...own, keeps: versionsOf(held) }];
  });
  const byName = Map.groupBy(steps, ({ name }) => name);
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => {
      const keeps = [...new Set(all.flatMap((step) => step.keeps))].sort(comparePrecedence);
      const to = keeps.at(-1) ?? '';
      return {
        name,
        from: keeps,
        to,
        how: 'unneeded-override',
        path: [],
        clears: [],
        steps: joinSteps(all),
        targets: [],
      };
    });
}

type RemovalStep = Extract<UpdateStep, { kind: 'remove-override' }>;

/** What an override brings is inside its range. */
function heldBy({ graph }: PlanContext, { name, range }: OwnOverride): LockedNode[] {
  const all = graph.named.get(name) ?? [];
  return all.filter(({ version, matchable, bundled }) => matchable && !bundled && admits(range, version));
}

/** A version that is affected itself needs its override to be raised, not to go. */
function isMoving({ graph, sick }: PlanContext, { placed }: PlanState, { name }: OwnOverride): boolean {
  return (graph.named.get(name) ?? []).some(({ id }) => sick.has(id) || placed.has(id));
}

function isAskedForAsItIs(context: PlanContext, state: PlanState, { version, requests }: LockedNode): boolean {
  // What nothing is seen to ask for was not understood: a lockfile holds nothing for nobody.
  if (requests.length === 0) return false;
  return requests.every((request) => {
    if (request.kind === 'project') return admits(request.manifest.range, version);
    const parent = context.graph.nodes.get(request.by);
    if (parent === undefined || state.placed.has(parent.id)) return false;
    const range = rangeAt(context, request, { parent, version: parent.version });
    return typeof range === 'string' && admits(range, version);
  });
}

function versionsOf(nodes: readonly LockedNode[]): string[] {
  return [...new Set(nodes.map(({ version }) => version))].sort(comparePrecedence);
}
