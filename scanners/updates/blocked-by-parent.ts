import { type Blocked, wouldDoBut } from './blocked.ts';
import type { Candidates } from './candidates.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PlanContext, Slot } from './plan-state.ts';
import { sameLine } from './release-line.ts';
import type { SkipReason } from './update-plan.ts';

export interface ParentInTheWay {
  node: LockedNode;
  candidates: Candidates;
  slot: Slot;
  parent: LockedNode;
  /** Why the parent cannot be updated. */
  blocked: Blocked;
}

/** These say when to try again, or what to do; every other trouble of a parent is a matter of waiting. */
const KEPT: ReadonlySet<SkipReason> = new Set(['too-young', 'held', 'suppressed', 'not-editable']);

/** What stands in the way of a package whose parent cannot be updated, and the cheapest thing that would free it. */
export function blockedByParent(context: PlanContext, way: ParentInTheWay): Blocked {
  const { node, candidates, slot, parent, blocked } = way;
  const asks = `${parent.name} ${parent.version} asks for ${slot.request.alias} ${slot.range}`;
  const reason = KEPT.has(blocked.reason) ? blocked.reason : 'waiting-on-parent';
  const best = candidates.good[0];
  // Without a good version only a parent that does without the package helps.
  const [admit, admits] = best === undefined ? ['do', 'does'] : ['admit', 'admits'];
  const what = best === undefined ? `without ${node.name}` : `${node.name} ${best}`;
  const hint = overrideHint(context, node, candidates);
  if (blocked.own === undefined) {
    const newer = `a newer ${parent.name} would ${admit} ${what}, but ${blocked.text}`;
    return {
      reason,
      text: `${asks}; ${newer}${blocked.pinnedBy === undefined ? hint : ''}`,
      pinnedBy: blocked.pinnedBy ?? parent.id,
      pinnedTo: blocked.pinnedTo ?? slot.range,
      ...ending(blocked),
    };
  }
  const { refused, affected, newest } = blocked.own;
  const pinned = { reason, pinnedBy: parent.id, pinnedTo: slot.range, ...ending(blocked) };
  const told = refused.find(({ refusal }) => refusal.why === blocked.reason) ?? refused[0];
  if (told !== undefined) return { ...pinned, text: `${asks}; ${wouldDoBut(parent.name, told)}${hint}` };
  if (affected > 0) {
    const text = `${asks}; every release of ${parent.name} that ${admits} ${what} is affected itself${hint}`;
    return { ...pinned, text };
  }
  const none =
    newest === parent.version
      ? 'there is no newer one'
      : `no newer one ${admits} ${what} (newest: ${newest ?? 'unknown'})`;
  const unblock = `Cheapest unblock: a release of ${parent.name} that ${admits} ${what}`;
  return { ...pinned, text: `${asks}, and ${none}. ${unblock}${hint}` };
}

function ending({ until, by, change }: Blocked): Pick<Blocked, 'until' | 'by' | 'change'> {
  return { until, by, change };
}

function overrideHint(
  { request: { settings } }: PlanContext,
  { name, version }: LockedNode,
  { good }: Candidates,
): string {
  const onLine = good.find((candidate) => sameLine(version, candidate));
  if (settings.allowOverrides || onLine === undefined) return '';
  return `. An override of ${name} to ^${onLine} would do, where overrides are allowed`;
}
