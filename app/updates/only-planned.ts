import { satisfies, validRange } from 'semver';
import type { Lockfile } from '../../scanners/lockfiles/index.ts';
import { readAsked } from '../../scanners/updates/asked-range.ts';
import type { VersionStep } from '../../scanners/updates/update-plan.ts';
import type { PlannedEdge } from './planned-edges.ts';
import type { VisibleVersion } from './registry/visible-versions.ts';

export interface PlannedVersions {
  steps: readonly VersionStep[];
  edges: readonly PlannedEdge[];
  /** Given where every range to a planned package is resolved again: those that are not planned find what is locked. */
  lockfile?: Lockfile;
}

/**
 * Of a package in the plan, a range that the plan is about sees the planned versions and no others; ranges that nobody had asked
 * for before see what they always see. So a package manager that takes the newest takes the planned one.
 */
export function onlyPlanned({ steps, edges, lockfile }: PlannedVersions): VisibleVersion {
  const seen = new Map<string, Set<string>>();
  const ranges = new Map<string, Set<string>>();
  for (const step of steps) {
    add(seen, step.name, step.version);
    if (step.kind === 'manifest') add(ranges, step.name, rangeIn(step.to));
    if (step.kind === 'override') add(ranges, step.name, step.range);
  }
  for (const { name, range } of edges) add(ranges, name, rangeIn(range));
  if (lockfile !== undefined) addLocked(lockfile, steps, { seen, ranges });
  return (name) => {
    const versions = seen.get(name);
    if (versions === undefined) return undefined;
    const asked = [...(ranges.get(name) ?? [])].filter((range) => validRange(range, { loose: true }) !== null);
    return (version) => versions.has(version) || !asked.some((range) => satisfies(version, range, { loose: true }));
  };
}

function addLocked(
  lockfile: Lockfile,
  steps: readonly VersionStep[],
  { seen, ranges }: Record<'seen' | 'ranges', Map<string, Set<string>>>,
): void {
  const leaving = (name: string, version: string) =>
    steps.some((step) => step.kind === 'lock' && step.name === name && step.from.includes(version));
  for (const { dependencies } of [...lockfile.projects, ...lockfile.dependencies.values()]) {
    for (const { to, range } of dependencies) {
      const target = lockfile.dependencies.get(to);
      if (target === undefined || !seen.has(target.name)) continue;
      add(ranges, target.name, rangeIn(range));
      if (!leaving(target.name, target.version)) add(seen, target.name, target.version);
    }
  }
}

function rangeIn(asked: string): string {
  const read = readAsked(asked);
  return read.kind === 'range' ? read.range : '*';
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const held = map.get(key);
  if (held) held.add(value);
  else map.set(key, new Set([value]));
}
