import { comparePrecedence } from '../osv/index.ts';
import { type AlertedNodes, alertedNodes } from './alerted-nodes.ts';
import type { Blocked } from './blocked.ts';
import { describeSkips } from './describe-skips.ts';
import { describeUpdates } from './describe-updates.ts';
import { freePackage, isSettled } from './free-package.ts';
import { type LockedGraph, lockedGraph } from './locked-graph.ts';
import type { PlanRequest } from './plan-request.ts';
import { EMPTY_STATE, type PlanContext, type PlanState } from './plan-state.ts';
import { createJudge } from './target-verdict.ts';
import { unneededOverrides } from './unneeded-overrides.ts';
import type { UpdatePlan } from './update-plan.ts';
import { waysByNode } from './ways-by-node.ts';

/** A search over the largest real lockfiles takes some thousands. */
const BUDGET = 50_000;
const SETTLING_ROUNDS = 10;

/**
 * Decides what to do about every alert of a lockfile: one plan for all of them, so that a parent's update that frees several
 * packages is taken once. Pure and deterministic. It cannot read the registry: while package documents are missing that it wants to look
 * at, it names them, and is to be called again with them (`null` for what the registry does not know).
 */
export function planUpdates(request: PlanRequest): { plan: UpdatePlan } | { needs: string[] } {
  const graph = lockedGraph(request.lockfile, request.manifests);
  const alerted = alertedNodes(request, graph);
  const ways = waysByNode(request.lockfile);
  const needs = new Set<string>();
  const context: PlanContext = {
    request,
    graph,
    judge: createJudge(request),
    sick: alerted.sick,
    sickNames: new Set([...alerted.sick.keys()].map((id) => graph.nodes.get(id)!.name)),
    budget: { left: BUDGET },
    documentOf(name) {
      const document = request.documents.get(name);
      if (document === undefined) needs.add(name);
      return document;
    },
  };
  for (const id of alerted.sick.keys()) context.documentOf(graph.nodes.get(id)!.name);
  const outcome = decide(context, topDown(alerted, graph, ways));
  const unneeded = unneededOverrides(context, outcome.state);
  if (needs.size > 0) return { needs: [...needs].sort() };
  return {
    plan: {
      updates: [...describeUpdates({ context, ways, alerted, ...outcome }), ...unneeded],
      skipped: describeSkips({ context, ways, alerted, ...outcome }),
    },
  };
}

/** What is nearer to a project goes first: its update decides what the packages below it may become. */
function topDown({ sick }: AlertedNodes, { nodes }: LockedGraph, ways: ReturnType<typeof waysByNode>): string[] {
  const depth = (id: string) => ways.get(id)?.length ?? Number.MAX_SAFE_INTEGER;
  return [...sick.keys()].sort((a, b) => {
    const [left, right] = [nodes.get(a)!, nodes.get(b)!];
    return (
      depth(a) - depth(b) ||
      (left.name < right.name ? -1 : left.name > right.name ? 1 : 0) ||
      comparePrecedence(left.version, right.version) ||
      (a < b ? -1 : 1)
    );
  });
}

/** Starts over without what turns out not to fit in the end: each time there is less, so it ends. */
function decide(context: PlanContext, order: readonly string[]): { state: PlanState; blocked: Map<string, Blocked> } {
  const given = new Map<string, Blocked>();
  for (;;) {
    const blocked = new Map(given);
    const settled = settle(context, tryAll(context, { order, given, blocked }, EMPTY_STATE));
    if ('state' in settled) {
      // Given up for its own sake, and moved all the same for that of another.
      for (const id of settled.state.placed.keys()) blocked.delete(id);
      return { state: settled.state, blocked };
    }
    const culprits = demandersOf(context, settled.from, settled.id).filter((id) => !given.has(id));
    const left = order.filter((id) => !given.has(id));
    for (const id of culprits.length > 0 ? culprits : left) given.set(id, settled.blocked);
  }
}

interface Attempts {
  order: readonly string[];
  /** Given up for good. */
  given: ReadonlyMap<string, Blocked>;
  /** What did not succeed yet; changed here. */
  blocked: Map<string, Blocked>;
}

/** What one update brings can free what was blocked before it, so that all are tried until nothing more succeeds. */
function tryAll(context: PlanContext, { order, given, blocked }: Attempts, before: PlanState): PlanState {
  let state = before;
  for (let freed = true; freed; ) {
    freed = false;
    for (const id of order) {
      if (given.has(id) || state.placed.has(id)) continue;
      const outcome = freePackage(context, state, context.graph.nodes.get(id)!);
      if ('state' in outcome) {
        blocked.delete(id);
        freed = true;
        state = outcome.state;
      } else blocked.set(id, outcome.blocked);
    }
  }
  return state;
}

type Settled = { state: PlanState } | { from: PlanState; id: string; blocked: Blocked };

/** What was planned early is looked at again with what was planned later, until nothing changes. */
function settle(context: PlanContext, before: PlanState): Settled {
  let state = before;
  let unsettled: string | undefined;
  for (let round = 0; round < SETTLING_ROUNDS; round++) {
    unsettled = undefined;
    for (const id of [...state.placed.keys()].sort()) {
      const node = context.graph.nodes.get(id)!;
      if (isSettled(context, state, node)) continue;
      unsettled = id;
      const outcome = freePackage(context, state, node);
      if ('blocked' in outcome) return { from: state, id, blocked: outcome.blocked };
      state = outcome.state;
    }
    if (unsettled === undefined) return { state };
  }
  const text = 'its update and those of others do not fit together';
  return { from: state, id: unsettled!, blocked: { reason: 'waiting-on-parent', text } };
}

/** The packages to be cured for whose sake a node is moved. */
function demandersOf({ sick }: PlanContext, { demands }: PlanState, id: string): string[] {
  const seen = new Set([id]);
  for (const each of seen) for (const { by } of demands.get(each) ?? []) seen.add(by);
  return [...seen].filter((each) => sick.has(each)).sort();
}
