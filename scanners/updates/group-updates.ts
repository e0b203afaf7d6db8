import { stepKey } from './plan-steps.ts';
import type { PlannedUpdate } from './update-plan.ts';

export const UPDATE_GROUPINGS = ['all', 'package'] as const;
/** `all`: one pull request for the whole plan. `package`: as many as can stand alone. */
export type UpdateGrouping = (typeof UPDATE_GROUPINGS)[number];

/** Updates of one package, and those that need the same step, stay together: each group can be carried out by itself. */
export function groupUpdates(updates: readonly PlannedUpdate[], grouping: UpdateGrouping): PlannedUpdate[][] {
  if (updates.length === 0) return [];
  if (grouping === 'all') return [[...updates]];
  const groups: { keys: Set<string>; updates: PlannedUpdate[] }[] = [];
  for (const update of updates) {
    const keys = new Set([update.name, ...update.steps.flatMap((step) => [step.name, stepKey(step)])]);
    const joined = { keys, updates: [update] };
    for (let at = groups.length - 1; at >= 0; at--) {
      const other = groups[at]!;
      if (joined.keys.isDisjointFrom(other.keys)) continue;
      groups.splice(at, 1);
      joined.keys = joined.keys.union(other.keys);
      joined.updates = [...other.updates, ...joined.updates];
    }
    groups.push(joined);
  }
  return groups
    .map((group) => updates.filter((update) => group.updates.includes(update)))
    .sort(([a], [b]) => updates.indexOf(a!) - updates.indexOf(b!));
}
