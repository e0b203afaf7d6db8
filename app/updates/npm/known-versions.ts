import { satisfies } from 'semver';
import type { Lockfile } from '../../../scanners/lockfiles/index.ts';
import type { VersionStep } from '../../../scanners/updates/update-plan.ts';
import type { VisibleVersion } from '../registry/visible-versions.ts';
import type { Wanted } from './npm-child.ts';

/** Of each package in the plan the versions that are planned, and the locked ones that are not to go. */
export function knownVersions(lockfile: Lockfile, steps: readonly VersionStep[]): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  for (const { name, version } of steps) known.set(name, (known.get(name) ?? new Set()).add(version));
  const leaves = (name: string, version: string) =>
    steps.some((step) => step.kind === 'lock' && step.name === name && step.from.includes(version));
  for (const { name, version } of lockfile.dependencies.values()) {
    if (!leaves(name, version)) known.get(name)?.add(version);
  }
  return known;
}

/** Where those are not enough for what the plan brings in, it also sees what that asks for. */
export function onlyKnown(known: ReadonlyMap<string, ReadonlySet<string>>, wanted: readonly Wanted[]): VisibleVersion {
  return (name) => {
    const versions = known.get(name);
    if (versions === undefined) return undefined;
    const ranges = wanted.filter((each) => each.name === name).map(({ range }) => range);
    return (version) => versions.has(version) || ranges.some((range) => satisfies(version, range, { loose: true }));
  };
}
