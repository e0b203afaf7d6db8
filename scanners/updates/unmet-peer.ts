import { admits } from './asked-range.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PackageDocument, VersionDocument } from './package-document.ts';
import { type PlanContext, type PlanState, versionsOf } from './plan-state.ts';

/**
 * The first peer that a target wants and that is locked here only at other versions, as `name range`: with it the package manager
 * would refuse, or warn. A peer that the locked version was not given either is not looked at.
 */
export function unmetPeer(
  context: PlanContext,
  state: PlanState,
  { node, document, target }: { node: LockedNode; document: PackageDocument; target: VersionDocument },
): string | undefined {
  const before = document.versions.get(node.version)?.peerDependencies ?? {};
  // These are being updated as well, and this package's demand says that they will fit.
  const moving = new Set((state.demands.get(node.id) ?? []).map(({ by }) => context.graph.nodes.get(by)!.name));
  for (const [peer, range] of Object.entries(target.peerDependencies)) {
    if (moving.has(peer)) continue;
    const locked = context.graph.named.get(peer) ?? [];
    if (locked.length === 0) continue;
    const held = locked.flatMap((each) => versionsOf(state, each));
    if (held.some((version) => admits(range, version))) continue;
    const unmetBefore = Object.hasOwn(before, peer) && !locked.some(({ version }) => admits(before[peer]!, version));
    if (!unmetBefore) return `${peer} ${range}`;
  }
  return undefined;
}
