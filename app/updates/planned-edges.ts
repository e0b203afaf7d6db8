import type { DependencyEdge, LockedDependency, Lockfile } from '../../scanners/lockfiles/index.ts';
import { admits } from '../../scanners/updates/asked-range.ts';
import type { VersionStep } from '../../scanners/updates/update-plan.ts';
import type { VersionManifest } from './npm/lock-tree.ts';

/** An edge of the graph that is to lead to another version than it does. */
export interface PlannedEdge {
  /** The project or the package that asks, the package at the version that it is to have. */
  parent: { project: string } | { name: string; version: string };
  /** The name under which it asks. */
  alias: string;
  /** As the lockfile has it; empty where the lockfile does not say. */
  range: string;
  name: string;
  from: string;
  version: string;
}

/** What a registry says of a version. */
export type ManifestOf = (name: string, version: string) => Promise<VersionManifest>;

/**
 * The edges that lock steps change, one by one: those of parents that stay, and those that parents will have at the versions
 * that they are to get. Where a lockfile gives no ranges (pnpm), the registry is asked when there is a choice.
 */
export async function plannedEdges(
  lockfile: Lockfile,
  steps: readonly VersionStep[],
  manifestOf: ManifestOf,
): Promise<PlannedEdge[]> {
  const locks = steps.filter((step) => step.kind === 'lock');
  const found: PlannedEdge[] = [];
  for (const project of lockfile.projects) {
    for (const edge of project.dependencies) {
      const target = lockfile.dependencies.get(edge.to);
      const raised = steps.some(
        (step) => step.kind === 'manifest' && step.project === project.path && step.alias === edge.name,
      );
      if (target === undefined || raised) continue;
      const version = choose(locks, target, edge.range);
      if (version !== undefined) found.push(describe({ project: project.path }, edge, target, version));
    }
  }
  for (const parent of lockfile.dependencies.values()) {
    const next = nextVersion(steps, parent);
    for (const edge of parent.dependencies) {
      const target = lockfile.dependencies.get(edge.to);
      const choices = target === undefined ? 0 : locks.filter((step) => isFor(step, target)).length;
      if (target === undefined || choices === 0) continue;
      const isKnown = next === parent.version && (edge.range !== '' || choices === 1);
      const range = isKnown ? edge.range : await rangeOf(parent, next, edge, manifestOf);
      if (range === undefined) continue;
      const version = choose(locks, target, range);
      if (version !== undefined)
        found.push(describe({ name: parent.name, version: next }, { ...edge, range }, target, version));
    }
  }
  return found;
}

type LockStep = Extract<VersionStep, { kind: 'lock' }>;

function isFor(step: LockStep, target: LockedDependency): boolean {
  return step.name === target.name && step.from.includes(target.version);
}

function choose(locks: readonly LockStep[], target: LockedDependency, range: string): string | undefined {
  const meant = locks.filter((step) => isFor(step, target));
  return (range === '' ? meant[0] : meant.find((step) => admits(range, step.version)))?.version;
}

/** What a package becomes by the plan itself. */
function nextVersion(steps: readonly VersionStep[], { name, version }: LockedDependency): string {
  const step = steps.find(
    (each) => each.name === name && (each.kind === 'lock' ? each.from.includes(version) : each.kind === 'manifest'),
  );
  return step?.version ?? version;
}

/** Undefined: at its new version the parent does not ask for it any more. */
async function rangeOf(
  parent: LockedDependency,
  next: string,
  edge: DependencyEdge,
  manifestOf: ManifestOf,
): Promise<string | undefined> {
  if (next === parent.version && parent.source !== 'registry') return '';
  const { dependencies, optionalDependencies, peerDependencies } = await manifestOf(parent.name, next);
  const asked = { ...peerDependencies, ...dependencies, ...optionalDependencies };
  return Object.hasOwn(asked, edge.name) ? asked[edge.name] : undefined;
}

function describe(
  parent: PlannedEdge['parent'],
  { name: alias, range }: DependencyEdge,
  { name, version: from }: LockedDependency,
  version: string,
): PlannedEdge {
  return { parent, alias, range, name, from, version };
}
