import { admits } from './asked-range.ts';
import type { Candidates } from './candidates.ts';
import type { LockedNode } from './locked-graph.ts';
import type { Placement, PlanContext } from './plan-state.ts';
import { type ProjectOverride, readOverrides } from './project-overrides.ts';
import { raiseRange } from './raise-range.ts';
import { lineOf, sameLine } from './release-line.ts';

/** These know no override for one line of versions only. */
const UNSCOPED = new Set(['yarn-v1', 'bun']);

/**
 * A placement by override: the project's own, raised, where it has one that holds the package; else, with `existing: false`, a new
 * one for the line that the locked version is on. Undefined where there is no such way.
 */
export function overridePlacement(
  context: PlanContext,
  node: LockedNode,
  { candidates, existing }: { candidates: Candidates; existing: boolean },
): Placement | undefined {
  const onLine = candidates.good.find((version) => sameLine(node.version, version));
  if (existing) return raiseExisting(context, node, onLine ?? candidates.good[0]!);
  return onLine === undefined ? undefined : addOverride(context, node, onLine);
}

function raiseExisting(context: PlanContext, node: LockedNode, version: string): Placement | undefined {
  const root = context.request.manifests.get('.');
  if (root === undefined) return undefined;
  const holding = readOverrides(root).find((each) => holds(each, node));
  const range = holding === undefined ? undefined : raiseRange(holding.value, version);
  if (holding === undefined || range === undefined) return undefined;
  return {
    versions: [version],
    assignments: ofProjects(node, version),
    override: { selector: holding.selector, range },
  };
}

function holds({ name, value }: ProjectOverride, node: LockedNode): boolean {
  return name === node.name && admits(value, node.version);
}

/** A project that asks for the package by another range than its override is an error to npm: its range goes with the override. */
function ofProjects({ requests }: LockedNode, version: string): Placement['assignments'] {
  return requests
    .filter((request) => request.kind === 'project')
    .filter(({ manifest }) => manifest.sections.length > 0 && raiseRange(manifest.range, version) !== undefined)
    .map((request) => ({ slot: { request, range: request.manifest.range }, version }));
}

function addOverride(
  { graph, request }: PlanContext,
  { name, version: locked }: LockedNode,
  version: string,
): Placement | undefined {
  const all = graph.named.get(name) ?? [];
  const line = all.filter((each) => sameLine(locked, each.version));
  // npm refuses an override of what the project asks for itself, and a range in a manifest can simply be raised.
  if (line.some(({ requests }) => requests.some(({ kind }) => kind === 'project'))) return undefined;
  if (UNSCOPED.has(request.lockfile.format) && line.length < all.length) return undefined;
  return {
    versions: [version],
    assignments: [],
    override: { selector: `${name}@${lineOf(locked)}`, range: `^${version}` },
  };
}
