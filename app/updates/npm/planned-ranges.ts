import type { UpdateStep } from '../../../scanners/updates/update-plan.ts';
import type { LockDocument, PackageFields } from './lock-tree.ts';

type ManifestStep = Extract<UpdateStep, { kind: 'manifest' }>;

/** Projects by folder, `''` for the root. */
export type Projects = ReadonlyMap<string, PackageFields>;

/**
 * Has projects ask for exactly the planned versions while npm completes the tree: where something new wants a newer version of the same
 * package, npm would else replace the planned one. An override that speaks of the same package has to agree with the range, and goes on to.
 */
export function pinRanges(projects: Projects, steps: readonly UpdateStep[]): void {
  const overrides = (projects.get('')?.['overrides'] ?? {}) as object;
  setRanges(projects, steps, (step) => {
    if (step.section === 'peerDependencies' || Object.hasOwn(overrides, step.alias)) return step.to;
    return step.alias === step.name ? step.version : `npm:${step.name}@${step.version}`;
  });
}

/** A lockfile that was completed with pinned ranges, with those that the projects are to have: it repeats them. */
export function raiseLocked({ packages = {}, dependencies = {} }: LockDocument, steps: readonly UpdateStep[]): void {
  setRanges(new Map(Object.entries(packages)), steps, ({ to }) => to);
  for (const { version, requires } of Object.values(dependencies)) {
    if (typeof requires !== 'object') continue;
    for (const step of steps) {
      if (step.kind !== 'manifest' || version !== `file:${step.project}`) continue;
      if (Object.hasOwn(requires, step.alias)) requires[step.alias] = step.to;
    }
  }
}

function setRanges(projects: Projects, steps: readonly UpdateStep[], range: (step: ManifestStep) => string): void {
  for (const step of steps) {
    if (step.kind !== 'manifest') continue;
    const asked = projects.get(step.project === '.' ? '' : step.project)?.[step.section];
    if (asked !== undefined && Object.hasOwn(asked, step.alias)) asked[step.alias] = range(step);
  }
}
