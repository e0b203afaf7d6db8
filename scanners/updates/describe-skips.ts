import { comparePrecedence } from '../osv/index.ts';
import type { AlertedNodes } from './alerted-nodes.ts';
import { heldUntil } from './blocked.ts';
import type { Decided } from './describe-updates.ts';
import type { SkippedUpdate } from './update-plan.ts';
import { chainOf } from './ways-by-node.ts';

/** What is left, with its reason: what cannot be done, then what somebody decided to live with, in the order of names. */
export function describeSkips(decided: Decided): SkippedUpdate[] {
  const { context, ways, alerted, blocked } = decided;
  const skips: SkippedUpdate[] = [];
  for (const [id, { reason, text, pinnedBy, pinnedTo, until, by, change }] of blocked) {
    const { name, version } = context.graph.nodes.get(id)!;
    const groups = [...new Set(alerted.sick.get(id)!.groups)].sort();
    const path =
      pinnedBy === undefined ? chainOf(ways.get(id), { itself: false }) : chainOf(ways.get(pinnedBy), { itself: true });
    skips.push({ name, versions: [version], groups, reason, text, path, pinnedTo, until, by, change });
  }
  return [...skips, ...heldBack(alerted, decided)].map(withoutEmpty).sort(byName);
}

function heldBack({ held }: AlertedNodes, { ways, context }: Decided): SkippedUpdate[] {
  return held.map(({ alert, suppression }) => {
    const { packageName: name, versions, groupKey } = alert;
    const until = suppression.expiresAt?.toISOString();
    const by = suppression.author;
    const node = (context.graph.named.get(name) ?? []).find(({ version }) => versions.includes(version));
    return {
      name,
      versions: [...versions],
      groups: [groupKey],
      reason: 'suppressed',
      text: `suppressed ${heldUntil({ until, by })}: ${suppression.reason}`,
      path: chainOf(node === undefined ? undefined : ways.get(node.id), { itself: false }),
      until,
      by,
    };
  });
}

function withoutEmpty({ pinnedTo, until, by, change, ...skip }: SkippedUpdate): SkippedUpdate {
  return {
    ...skip,
    ...(pinnedTo === undefined ? {} : { pinnedTo }),
    ...(until === undefined ? {} : { until }),
    ...(by === undefined ? {} : { by }),
    ...(change === undefined ? {} : { change }),
  };
}

function byName(a: SkippedUpdate, b: SkippedUpdate): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return comparePrecedence(a.versions[0]!, b.versions[0]!) || (a.groups.join(' ') < b.groups.join(' ') ? -1 : 1);
}
