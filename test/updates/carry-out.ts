import type { DependencyEdge, Lockfile } from '../../scanners/lockfiles/index.ts';
import { admits } from '../../scanners/updates/asked-range.ts';
import {
  bringsVersion,
  joinSteps,
  type PackageDocument,
  type UpdatePlan,
  type VersionStep,
} from '../../scanners/updates/index.ts';

interface Question {
  name: string;
  range: string;
  /** What the lockfile held for this request. */
  locked: string;
  /** What a manifest step says. */
  exact?: string;
}

/**
 * What a package manager would lock after the plan, told by the words of the steps alone: `name@version` of all that the root
 * leads to. What the plan does not name stays as it was where its range still admits it, else the newest is taken. What only such
 * new versions ask for is not followed: that is for the proof to find, not for the plan.
 */
export function carryOut(
  plan: UpdatePlan,
  { lockfile, documents }: { lockfile: Lockfile; documents: ReadonlyMap<string, PackageDocument | null> },
): Set<string> {
  const steps = joinSteps(plan.updates.flatMap((update) => update.steps)).filter(bringsVersion);
  const locked = new Set<string>();
  /** What is locked now, with what it was: `name@now name@before`. */
  const queue = new Set<string>();
  const take = (question: Question): void => {
    const { name } = question;
    const version = answer(question, steps, documents.get(name));
    if (version === undefined) return;
    locked.add(`${name}@${version}`);
    const known = version === question.locked || steps.some((step) => step.name === name && step.version === version);
    if (known) queue.add(`${name}@${version} ${name}@${question.locked}`);
  };

  for (const project of lockfile.projects) {
    for (const edge of project.dependencies) {
      const { name, version } = lockfile.dependencies.get(edge.to)!;
      const step = steps.find(
        (each) => each.kind === 'manifest' && each.project === project.path && each.alias === edge.name,
      );
      take({ name, range: step?.kind === 'manifest' ? step.to : edge.range, locked: version, exact: step?.version });
    }
  }
  for (const pair of queue) {
    const [now = '', before = ''] = pair.split(' ');
    const edges = lockfile.dependencies.get(before)!.dependencies;
    for (const { range, to } of now === before ? edges : edgesOfNew(now, edges, documents)) {
      const { name, version } = lockfile.dependencies.get(to)!;
      take({ name, range, locked: version });
    }
  }
  return locked;

  function edgesOfNew(
    id: string,
    before: readonly DependencyEdge[],
    known: ReadonlyMap<string, PackageDocument | null>,
  ): DependencyEdge[] {
    const at = id.indexOf('@', 1);
    const asks = known.get(id.slice(0, at))?.versions.get(id.slice(at + 1))?.dependencies ?? {};
    return before.flatMap((edge) => (Object.hasOwn(asks, edge.name) ? [{ ...edge, range: asks[edge.name]! }] : []));
  }
}

function answer(
  { name, range, locked, exact }: Question,
  steps: readonly VersionStep[],
  document: PackageDocument | null | undefined,
): string | undefined {
  if (exact !== undefined) return exact;
  const override = steps.find((step) => step.kind === 'override' && step.name === name);
  if (override !== undefined && admits(`^${locked.split('.')[0]}`, locked)) return override.version;
  const own = steps.filter((step) => step.kind === 'lock' && step.name === name && step.from.includes(locked));
  const step = own.find(({ version }) => admits(range, version));
  if (step !== undefined) return step.version;
  if (admits(range, locked)) return locked;
  const others = steps.filter((each) => each.name === name && admits(range, each.version));
  if (others.length > 0) return others[0]!.version;
  return [...(document?.versions.keys() ?? [])].filter((version) => admits(range, version)).at(-1);
}
