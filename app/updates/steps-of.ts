import type { PlannedUpdate, UpdateStep } from '../../scanners/updates/update-plan.ts';

/** Every step once. A package that its parent's update is to bring along, without a step of its own, gets its version too. */
export function stepsOf(updates: readonly PlannedUpdate[]): UpdateStep[] {
  const steps = new Map(updates.flatMap((update) => update.steps).map((step) => [JSON.stringify(step), step]));
  const named = new Set([...steps.values()].map(({ name }) => name));
  for (const { name, from, to } of updates) {
    if (to === '' || named.has(name)) continue;
    const step: UpdateStep = { kind: 'lock', name, from: [...from], version: to };
    steps.set(JSON.stringify(step), step);
  }
  return [...steps.values()];
}
