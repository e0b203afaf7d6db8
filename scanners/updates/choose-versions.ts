import { admits, readAsked } from './asked-range.ts';
import { type Blocked, blockedByAge, blockedByHold, earliest } from './blocked.ts';
import type { Candidates } from './candidates.ts';
import type { LockedNode } from './locked-graph.ts';
import type { Placement, PlanContext, Slot } from './plan-state.ts';
import { raiseRange } from './raise-range.ts';
import { sameLine } from './release-line.ts';

/** The candidates that one place would take, in order; or it must be updated itself; or nothing can be done. */
export type SlotChoice = { versions: string[] } | { stuck: true } | { blocked: Blocked };

interface Choosing {
  context: PlanContext;
  node: LockedNode;
  candidates: Candidates;
}

export function slotChoice(choosing: Choosing, slot: Slot): SlotChoice {
  const { context, node, candidates } = choosing;
  const { request, range } = slot;
  if (range === undefined) return { blocked: unknownRange(context, slot, node) };
  const latest = context.documentOf(node.name)?.latest;
  const inside = (version: string) => admits(range, version, latest);
  const versions = candidates.good.filter(inside);
  if (versions.length > 0) return { versions };
  const young = earliest(
    candidates.refused.filter(({ version }) => inside(version)),
    'too-young',
  );
  const malware = context.sick.get(node.id)?.malware ?? false;
  if (young !== undefined && !malware) return { blocked: blockedByAge(node.name, young) };
  return request.kind === 'project' ? choiceOfProject(choosing, slot, range) : { stuck: true };
}

/** What would do in this place as it is, and is held: to be told where there is no other way. */
export function heldInside(
  { context, node, candidates }: Choosing,
  { range }: Pick<Slot, 'range'>,
): Blocked | undefined {
  const latest = context.documentOf(node.name)?.latest;
  const inside = candidates.refused.filter(({ version }) => range !== undefined && admits(range, version, latest));
  const held = earliest(inside, 'held');
  return held && blockedByHold(node.name, held);
}

/** A project's range is raised as far as it must be, but not onto another line while the fix on its own is only too young. */
function choiceOfProject({ node, candidates, context }: Choosing, slot: Slot, range: string): SlotChoice {
  const { request } = slot;
  if (request.kind !== 'project') return { stuck: true };
  const best = candidates.good[0]!;
  const file = request.project === '.' ? 'package.json' : `${request.project}/package.json`;
  const editable = raiseRange(range, best) !== undefined;
  if (!editable || request.manifest.sections.length === 0) {
    const { alias } = request;
    const why = editable
      ? `${file} was not found, or does not ask for ${alias}`
      : `${file} asks for ${alias} by ${askedBy(range)}`;
    const held = heldInside({ context, node, candidates }, slot);
    if (held !== undefined) return { blocked: held };
    const text = `${why}, which is not edited. Raise it to ${best} by hand.`;
    return { blocked: { reason: 'not-editable', text, pinnedTo: range } };
  }
  const young = earliest(
    candidates.refused.filter(({ version }) => sameLine(node.version, version)),
    'too-young',
  );
  const malware = context.sick.get(node.id)?.malware ?? false;
  if (young !== undefined && !malware && !sameLine(node.version, best)) {
    return { blocked: blockedByAge(node.name, young) };
  }
  // Other places may want more: not at the price of another line here.
  return { versions: candidates.good.filter((version) => version === best || sameLine(best, version)) };
}

function askedBy(range: string): string {
  const read = readAsked(range);
  if (read.kind === 'tag') return `the tag ${read.tag}`;
  return read.kind === 'other' ? `${read.protocol} (${range.slice(0, 60)})` : range;
}

function unknownRange({ graph }: PlanContext, { request }: Slot, { name }: LockedNode): Blocked {
  const by = request.kind === 'package' ? graph.nodes.get(request.by) : undefined;
  const text = `what ${by?.name ?? 'its parent'} ${by?.version ?? ''} asks of ${name} is not known: neither the lockfile nor the registry says it`;
  return { reason: 'unknown-to-registry', text, pinnedBy: by?.id };
}

/** One version for all places if there is such a one, else as few as it takes. */
export function chooseVersions(
  good: readonly string[],
  choices: readonly { slot: Slot; choice: SlotChoice }[],
): Placement {
  const assignments: Placement['assignments'] = [];
  const chosen: string[] = [];
  let left = choices.map(({ slot, choice }) => ({ slot, versions: 'versions' in choice ? choice.versions : [] }));
  while (left.length > 0) {
    const counts = new Map<string, number>();
    for (const { versions } of left) {
      for (const version of versions) counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    const version = good.find((candidate) => counts.get(candidate) === most)!;
    chosen.push(version);
    for (const { slot, versions } of left) if (versions.includes(version)) assignments.push({ slot, version });
    left = left.filter(({ versions }) => !versions.includes(version));
  }
  return { versions: chosen, assignments };
}
