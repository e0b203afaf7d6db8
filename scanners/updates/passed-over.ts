import { admits } from './asked-range.ts';
import { refusalText } from './blocked.ts';
import type { Refused } from './candidates.ts';
import { replacedNodes } from './describe-targets.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PlanContext, PlanState } from './plan-state.ts';
import { seekCandidates } from './seek-candidates.ts';
import type { PassedOver, UpdateTarget } from './update-plan.ts';

const TOLD: ReadonlySet<string> = new Set<PassedOver['why']>(['suppressed', 'held', 'too-young', 'deprecated']);

/** Of a package that steadily releases there may be many: the first are told, which are the nearest. */
const MOST = 20;

/** The versions that would have been taken before the targets, but that somebody or something stood in the way of. */
export function passedOver(
  { context, state }: { context: PlanContext; state: PlanState },
  targets: readonly UpdateTarget[],
): PassedOver[] {
  const found = new Map<string, PassedOver>();
  for (const target of targets) {
    for (const node of replacedNodes(context, state, target)) {
      for (const refused of before(context, state, { node, version: target.version }).slice(0, MOST)) {
        found.set(`${node.name}@${refused.version}`, tell(node.name, refused));
      }
    }
  }
  return [...found.values()];
}

function before(
  context: PlanContext,
  state: PlanState,
  { node, version }: { node: LockedNode; version: string },
): Refused[] {
  const document = context.documentOf(node.name);
  if (!document) return [];
  const { good, refused } = seekCandidates(context, state, { node, document });
  const place = good.indexOf(version);
  const { assignments } = state.placed.get(node.id)!;
  const here = assignments.filter((each) => each.version === version);
  const fits = (candidate: string): boolean =>
    here.length === 0 ||
    here.some(({ slot: { request, range } }) => {
      // A project's range would have been raised to it.
      return request.kind === 'project' || range === undefined || admits(range, candidate, document.latest);
    });
  return refused.filter(({ refusal, after, version: candidate }) => {
    return TOLD.has(refusal.why) && after <= place && fits(candidate);
  });
}

function tell(name: string, { version, refusal }: Refused): PassedOver {
  const { until, by, change } = { until: undefined, by: undefined, change: undefined, ...refusal };
  return {
    name,
    version,
    why: refusal.why as PassedOver['why'],
    text: refusalText(refusal),
    ...(until === undefined ? {} : { until }),
    ...(by === undefined ? {} : { by }),
    ...(change === undefined ? {} : { change }),
  };
}
