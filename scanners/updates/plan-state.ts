import { admits } from './asked-range.ts';
import { isDead } from './live-nodes.ts';
import type { LockedGraph, LockedNode, Request } from './locked-graph.ts';
import type { PackageDocument } from './package-document.ts';
import type { PlanRequest } from './plan-request.ts';
import type { JudgeTarget } from './target-verdict.ts';

/** What stays the same while a plan is sought. */
export interface PlanContext {
  request: PlanRequest;
  graph: LockedGraph;
  judge: JudgeTarget;
  /** Locked versions to be cured, by node; the value: it is malware. */
  sick: ReadonlyMap<string, { malware: boolean; groups: string[] }>;
  /** The names of these. */
  sickNames: ReadonlySet<string>;
  /** Undefined: not gathered yet, and noted as needed. Null: unknown to the registry. */
  documentOf(name: string): PackageDocument | null | undefined;
  /** Steps of the search that are left: a hostile graph ends it, not us. */
  budget: { left: number };
}

/** What a package's update must bring for the packages below it. */
export interface Demand {
  by: string;
  accepts(version: string): boolean;
}

/** One place that asks for a package, as it will be once the plan so far is carried out. */
export interface Slot {
  request: Request;
  /** The version of the package that asks; left out for projects. */
  parent?: string;
  /** Undefined: nobody can tell. */
  range: string | undefined;
}

export interface Placement {
  /** What the locked version becomes: distinct, in order of choice; empty where nothing asks for it any more. */
  versions: string[];
  assignments: { slot: Slot; version: string }[];
  override?: { selector: string; range: string };
}

/** The plan so far. Never changed: an attempt that fails leaves nothing behind. */
export interface PlanState {
  demands: ReadonlyMap<string, readonly Demand[]>;
  placed: ReadonlyMap<string, Placement>;
}

export const EMPTY_STATE: PlanState = { demands: new Map(), placed: new Map() };

/** The versions that a locked version has become so far. */
export function versionsOf(state: PlanState, node: LockedNode): string[] {
  return state.placed.get(node.id)?.versions ?? [node.version];
}

/**
 * Who will ask for a package. Left out: parents whose planned version asks no more, and ranges that do not admit even the locked
 * version: an override or a peer that was let pass; they bind nobody.
 */
export function slotsOf(context: PlanContext, state: PlanState, node: LockedNode): Slot[] {
  return node.requests.flatMap((request): Slot[] => {
    if (request.kind === 'project') return [{ request, range: request.manifest.range }];
    const parent = context.graph.nodes.get(request.by);
    if (parent === undefined || isDead(context, state, parent.id)) return [];
    return versionsOf(state, parent).flatMap((version): Slot[] => {
      const range = rangeAt(context, request, { parent, version });
      if (range === null) return [];
      const unmoved = version === parent.version;
      if (unmoved && range !== undefined && !admits(range, node.version)) return [];
      return [{ request, parent: version, range }];
    });
  });
}

/** Whether parents asked for it, and after their updates ask no more. To be asked where there is no slot. */
export function isDropped(context: PlanContext, state: PlanState, { requests }: LockedNode): boolean {
  return requests.some(
    (request) => request.kind === 'package' && (state.placed.has(request.by) || isDead(context, state, request.by)),
  );
}

type PackageRequest = Extract<Request, { kind: 'package' }>;

/** What a version of the parent asks for. Null: it does not ask for the package. Undefined: nobody can tell. */
export function rangeAt(
  context: PlanContext,
  { alias, range, scope }: PackageRequest,
  { parent, version }: { parent: LockedNode; version: string },
): string | null | undefined {
  if (version === parent.version) {
    if (range !== '') return range;
    if (context.request.lockfile.format !== 'pnpm') return '*';
    if (parent.source !== 'registry' && parent.source !== 'patch') return undefined;
  }
  const document = context.documentOf(parent.name)?.versions.get(version);
  if (document === undefined) return undefined;
  const { dependencies, optionalDependencies, peerDependencies } = document;
  const lists = [dependencies, optionalDependencies, peerDependencies];
  if (scope === 'peer') lists.reverse();
  return (
    lists.map((list) => (Object.hasOwn(list, alias) ? list[alias] : undefined)).find((each) => each !== undefined) ??
    null
  );
}

export function withDemand(state: PlanState, id: string, demand: Demand): PlanState {
  const others = (state.demands.get(id) ?? []).filter(({ by }) => by !== demand.by);
  return { ...state, demands: new Map(state.demands).set(id, [...others, demand]) };
}

export function withPlacement(state: PlanState, id: string, placement: Placement): PlanState {
  return { ...state, placed: new Map(state.placed).set(id, placement) };
}
