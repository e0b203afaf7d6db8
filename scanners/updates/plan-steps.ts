import type { UpdateStep, VersionStep } from './update-plan.ts';

/** Each change once: lock steps to the same version are taken together. In the order of kind, package and project. */
export function joinSteps(steps: readonly UpdateStep[]): UpdateStep[] {
  const joined = new Map<string, UpdateStep>();
  for (const step of steps) {
    const key = stepKey(step);
    const known = joined.get(key);
    if (known?.kind === 'lock' && step.kind === 'lock') {
      joined.set(key, { ...known, from: [...new Set([...known.from, ...step.from])].sort() });
    } else if (known === undefined) joined.set(key, step);
  }
  return [...joined].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, step]) => step);
}

/** The same for steps that are one change. */
export function stepKey(step: UpdateStep): string {
  const { kind, name } = step;
  if (kind === 'manifest') return JSON.stringify(['1', name, step.project, step.section, step.alias, step.version]);
  if (kind === 'lock') return JSON.stringify(['2', name, step.version]);
  if (kind === 'override') return JSON.stringify(['3', name, step.selector, step.version]);
  return JSON.stringify(['4', name, step.file, step.selector]);
}

/** All but overrides that go. */
export function bringsVersion(step: UpdateStep): step is VersionStep {
  return step.kind !== 'remove-override';
}
