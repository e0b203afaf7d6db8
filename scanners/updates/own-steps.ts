import { comparePrecedence } from '../osv/index.ts';
import { admits } from './asked-range.ts';
import type { LockedNode, Request } from './locked-graph.ts';
import type { Placement, PlanContext } from './plan-state.ts';
import { pinRange, raiseRange } from './raise-range.ts';
import type { UpdateStep } from './update-plan.ts';

/** The changes that bring a locked version to one of its targets, without those of its parents. */
export function ownSteps(
  context: PlanContext,
  node: LockedNode,
  { placement, to }: { placement: Placement; to: string },
): UpdateStep[] {
  if (to === '') return [];
  const { name, version: locked } = node;
  const here = placement.assignments.filter(({ version }) => version === to);
  const steps: UpdateStep[] = here.flatMap(({ slot: { request } }) =>
    request.kind === 'project' ? manifestSteps(context, node, { request, version: to }) : [],
  );
  const { override } = placement;
  if (override !== undefined) steps.push({ kind: 'override', name, ...override, version: to });
  else if (needsLock(node, here, steps)) steps.push({ kind: 'lock', name, from: [locked], version: to });
  return steps;
}

/** A manifest step moves the copies of its project; where others ask too, or the range stays, the lockfile must be told. */
function needsLock({ requests }: LockedNode, here: Placement['assignments'], steps: readonly UpdateStep[]): boolean {
  // Also where others ask for it only until the rest of the plan is carried out: this update may go without the rest.
  if (here.length === 0 || requests.some(({ kind }) => kind === 'package')) return true;
  return here.some(({ slot: { request } }) => {
    if (request.kind !== 'project') return true;
    return !steps.some(
      (step) => step.kind === 'manifest' && step.project === request.project && step.alias === request.alias,
    );
  });
}

interface Manifest {
  request: Extract<Request, { kind: 'project' }>;
  version: string;
}

function manifestSteps(context: PlanContext, node: LockedNode, { request, version }: Manifest): UpdateStep[] {
  const { project, alias, manifest } = request;
  const { name } = node;
  const from = manifest.range;
  const to = rangeFor(context, node, { from, version });
  if (to === undefined || to === from) return [];
  return manifest.sections.map((section) => ({ kind: 'manifest', project, section, alias, name, from, to, version }));
}

/** After a roll-back the range must not lead back to what was left: then the version is asked for exactly. */
function rangeFor(
  context: PlanContext,
  node: LockedNode,
  { from, version }: { from: string; version: string },
): string | undefined {
  const raised = raiseRange(from, version);
  if (raised === undefined || comparePrecedence(version, node.version) > 0) return raised;
  const published = context.documentOf(node.name)?.versions;
  return published?.has(node.version) && admits(raised, node.version) ? pinRange(from, version) : raised;
}
