import { type Blocked, blockedByTargets } from './blocked.ts';
import { blockedByParent } from './blocked-by-parent.ts';
import type { Candidates } from './candidates.ts';
import { chooseVersions, heldInside, slotChoice } from './choose-versions.ts';
import type { LockedNode } from './locked-graph.ts';
import { overridePlacement } from './override-placement.ts';
import { createDemand } from './parent-demand.ts';
import {
  isDropped,
  type Placement,
  type PlanContext,
  type PlanState,
  type Slot,
  slotsOf,
  withDemand,
  withPlacement,
} from './plan-state.ts';
import { sameLine } from './release-line.ts';
import { seekCandidates } from './seek-candidates.ts';

export type Outcome = { state: PlanState } | { blocked: Blocked };

const GONE: Placement = { versions: [], assignments: [] };

/** Longer chains of parents that all must be updated are no small fix any more. */
const MAX_CHAIN = 12;

/**
 * Finds versions for a locked package that are good and inside every range that asks for it, by updating the parents that stand
 * in the way, each as little as possible, and theirs. `chain`: the packages below that this is done for.
 */
export function freePackage(
  context: PlanContext,
  state: PlanState,
  node: LockedNode,
  chain: readonly string[] = [],
): Outcome {
  const { documentOf, sick, budget } = context;
  budget.left -= 1;
  if (slotsOf(context, state, node).length === 0 && isDropped(context, state, node)) {
    return { state: withPlacement(state, node.id, GONE) };
  }
  const unmovable = whyUnmovable(context, node);
  if (unmovable !== undefined) return { blocked: unmovable };
  const document = documentOf(node.name);
  if (!document) return { blocked: unknown(node) };

  const malware = sick.get(node.id)?.malware ?? false;
  const candidates = seekCandidates(context, state, { node, document });
  if (candidates.good.length === 0) {
    return dropFromParents({ context, node, candidates, chain }, state, blockedByTargets(node, candidates, malware));
  }
  const overridden = overridePlacement(context, node, { candidates, existing: true });
  if (overridden !== undefined) return { state: withPlacement(state, node.id, overridden) };

  const freed = freeSlots({ context, node, candidates, chain }, state);
  if ('state' in freed || chain.length > 0 || !context.request.settings.allowOverrides) return freed;
  const fallback = overridePlacement(context, node, { candidates, existing: false });
  return fallback === undefined ? freed : { state: withPlacement(state, node.id, fallback) };
}

/** Where no version will do, parents may do without the package. Waiting for a version, where there is one to wait for, is cheaper. */
function dropFromParents(search: Search, state: PlanState, blocked: Blocked): Outcome {
  const { context, node } = search;
  const slots = slotsOf(context, state, node);
  const hopeless = slots.length === 0 || slots.some(({ request }) => request.kind === 'project');
  const waits = blocked.until !== undefined || blocked.reason === 'suppressed' || blocked.reason === 'held';
  // A hold keeps nobody on malware.
  const stays = waits && !(blocked.reason === 'held' && context.sick.get(node.id)?.malware);
  if (hopeless || stays) return { blocked };
  const dropped = freeSlots(search, state);
  if ('state' in dropped) return dropped;
  const { pinnedBy, pinnedTo, until } = dropped.blocked;
  return {
    blocked: {
      ...blocked,
      text: `${blocked.text} ${sentence(dropped.blocked.text)}`,
      pinnedBy,
      pinnedTo,
      until: blocked.until ?? until,
    },
  };
}

function sentence(text: string): string {
  return `Its parent: ${text}`;
}

/** Whether a package's placement still fits, after what was planned since. */
export function isSettled(context: PlanContext, state: PlanState, node: LockedNode): boolean {
  const placement = state.placed.get(node.id);
  if (placement === undefined) return false;
  if (placement.override !== undefined) return true;
  const document = context.documentOf(node.name);
  if (slotsOf(context, state, node).length === 0 && isDropped(context, state, node))
    return placement.versions.length === 0;
  if (!document) return false;
  const candidates = seekCandidates(context, state, { node, document });
  const choices = slotsOf(context, state, node).map((slot) => ({
    slot,
    choice: slotChoice({ context, node, candidates }, slot),
  }));
  if (candidates.good.length === 0 || choices.some(({ choice }) => !('versions' in choice))) return false;
  const again = place({ context, node, candidates, chain: [] }, state, choices);
  return again.versions.join(' ') === placement.versions.join(' ');
}

interface Search {
  context: PlanContext;
  node: LockedNode;
  candidates: Candidates;
  chain: readonly string[];
}

function freeSlots(search: Search, before: PlanState): Outcome {
  const { context, node, candidates, chain } = search;
  let state = before;
  // Each round settles parents that stood in the way; what they brought may put others there.
  for (let round = 0; round <= node.requests.length + 1; round++) {
    const choices = slotsOf(context, state, node).map((slot) => ({ slot, choice: slotChoice(search, slot) }));
    const hopeless = choices.map(({ choice }) => choice).find((choice) => 'blocked' in choice);
    if (hopeless !== undefined && 'blocked' in hopeless) return hopeless;
    const stuck = choices.filter(({ choice }) => 'stuck' in choice).map(({ slot }) => slot);
    if (stuck.length === 0) return { state: withPlacement(state, node.id, place(search, state, choices)) };
    const moved = moveParents({ context, node, candidates, chain }, state, stuck);
    if ('blocked' in moved) return moved;
    state = moved.state;
  }
  return { blocked: { reason: 'waiting-on-parent', text: 'its parents cannot be updated together' } };
}

function place(
  { context, node, candidates }: Search,
  state: PlanState,
  choices: Parameters<typeof chooseVersions>[1],
): Placement {
  if (choices.length > 0) return chooseVersions(candidates.good, choices);
  if (isDropped(context, state, node)) return GONE;
  // What nothing binds stays on its line where that has a fix.
  const onLine = candidates.good.find((version) => sameLine(node.version, version));
  return { versions: [onLine ?? candidates.good[0]!], assignments: [] };
}

/** All are tried also when one is blocked, so that what must be gathered is known at once. */
function moveParents({ context, node, candidates, chain }: Search, before: PlanState, stuck: readonly Slot[]): Outcome {
  let state = before;
  let blocked: Blocked | undefined;
  for (const slot of stuck) {
    if (slot.request.kind !== 'package') continue;
    const parent = context.graph.nodes.get(slot.request.by)!;
    const demand = createDemand(context, { node, parent, candidates: candidates.good });
    const outcome =
      chain.includes(parent.id) || chain.length >= MAX_CHAIN || context.budget.left <= 0
        ? { blocked: { reason: 'waiting-on-parent', text: `what asks for ${parent.name} leads back to it` } as Blocked }
        : freePackage(context, withDemand(state, parent.id, demand), parent, [...chain, node.id]);
    if ('state' in outcome) state = outcome.state;
    else {
      const byParent = { node, candidates, slot, parent, blocked: outcome.blocked };
      blocked ??= heldInside({ context, node, candidates }, slot) ?? blockedByParent(context, byParent);
    }
  }
  return blocked === undefined ? { state } : { blocked };
}

function whyUnmovable({ graph, request }: PlanContext, node: LockedNode): Blocked | undefined {
  const { name, version, source, bundled } = node;
  if (bundled) {
    const by = node.requests.find((each) => each.kind === 'package');
    const holder = by?.kind === 'package' ? graph.nodes.get(by.by) : undefined;
    const whose =
      holder === undefined ? "another package's archive" : `the archive that holds ${holder.name} ${holder.version}`;
    const text = `it came inside ${whose}: only a new release of the package that brought it can update it`;
    return { reason: 'bundled', text, pinnedBy: holder?.id };
  }
  if (source === 'patch') {
    return {
      reason: 'not-from-registry',
      text: `${request.lockfile.path} patches ${name} ${version}: the patch is made for this version. Update it by hand.`,
    };
  }
  if (source !== 'registry') {
    return { reason: 'not-from-registry', text: `${name} comes from another place than a registry (${source})` };
  }
  return undefined;
}

function unknown({ name }: LockedNode): Blocked {
  return { reason: 'unknown-to-registry', text: `the registry does not know ${name}: is it private, or unpublished?` };
}
