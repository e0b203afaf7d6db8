import { bringsAffected } from './brings-affected.ts';
import { type Candidates, candidatesFor } from './candidates.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PackageDocument } from './package-document.ts';
import type { PlanContext, PlanState } from './plan-state.ts';
import { unmetPeer } from './unmet-peer.ts';

/** What may take a locked version's place, given the plan so far. */
export function seekCandidates(
  context: PlanContext,
  state: PlanState,
  { node, document }: { node: LockedNode; document: PackageDocument },
): Candidates {
  const demands = state.demands.get(node.id) ?? [];
  const sick = context.sick.get(node.id);
  return candidatesFor({
    node,
    document,
    malware: sick?.malware ?? false,
    // Malware's signals are no measure: what its author publishes next looks the same.
    mayBeYoung: sick?.malware === false,
    accepts: (version) => {
      // A version that is locked elsewhere, and is to go from there, is not to come in here.
      const there = state.demands.get(`${node.name}@${version}`) ?? [];
      return [...demands, ...there].every((demand) => demand.accepts(version));
    },
    judge: context.judge,
    misfit: (target) => {
      const wants = unmetPeer(context, state, { node, document, target });
      if (wants !== undefined) return { why: 'peer', wants };
      const what = bringsAffected(context, { node, target });
      return what === undefined ? undefined : { why: 'brings', what };
    },
  });
}
