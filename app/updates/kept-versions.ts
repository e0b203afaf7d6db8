import type { UpdateStep, VersionStep } from '../../scanners/updates/update-plan.ts';

/**
 * The steps as the package managers are to carry them out. An override that goes would let them choose anew what it held: what
 * stays locked is asked for like every planned version, as a step from the version to itself.
 */
export function keptVersions(steps: readonly UpdateStep[]): VersionStep[] {
  return steps.flatMap((step): VersionStep[] => {
    if (step.kind !== 'remove-override') return [step];
    const { name, keeps } = step;
    return keeps.map((version) => ({ kind: 'lock', name, from: [version], version }));
  });
}
