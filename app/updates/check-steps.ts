import { isMatchable, type LockedDependency, type Lockfile } from '../../scanners/lockfiles/index.ts';
import { admits } from '../../scanners/updates/asked-range.ts';
import type { VersionStep } from '../../scanners/updates/update-plan.ts';
import { EditError } from './edit-failure.ts';

/** Refuses a lockfile that holds other versions than the planned ones, or in which more moved than had to. */
export function checkSteps({
  before,
  after,
  steps,
}: {
  before: Lockfile;
  after: Lockfile;
  steps: readonly VersionStep[];
}): void {
  if (before.formatVersion !== after.formatVersion) {
    throw new EditError(
      'not-exact',
      `The package manager would turn the lockfile's version ${before.formatVersion} into ${after.formatVersion}. Name the one that wrote it in package.json's packageManager.`,
    );
  }
  const wrong = steps.flatMap((step) => wrongIn(step, steps, before, after));
  if (wrong.length === 0) return;
  const more = wrong.length > 5 ? ` And ${wrong.length - 5} more.` : '';
  throw new EditError(
    'not-exact',
    `The package manager did not arrive at the plan: ${wrong.slice(0, 5).join('; ')}.${more}`,
  );
}

function wrongIn(step: VersionStep, steps: readonly VersionStep[], before: Lockfile, after: Lockfile): string[] {
  if (step.kind === 'manifest') {
    const edges = after.projects
      .filter(({ path }) => path === step.project)
      .flatMap(({ dependencies }) => dependencies);
    const held = edges.filter(({ name }) => name === step.alias).map(({ to }) => after.dependencies.get(to)?.version);
    return held.every((version) => version === step.version)
      ? []
      : [`${step.project} gets ${step.alias} ${held.join(', ')}, planned was ${step.version}`];
  }
  const now = versionsOf(after, step.name);
  if (step.kind === 'override') {
    const wrong = [...now].filter(
      (version) => !versionsOf(before, step.name).has(version) && !isPlanned(version, step, steps),
    );
    return wrong.map((version) => `${step.name}@${version} came in, planned was ${step.version}`);
  }
  const left = step.from.filter((version) => now.has(version) && !isPlanned(version, step, steps));
  const stuck = left.filter((version) => !isKeptForOthers(version, step, after));
  const unasked = [...now].filter(
    (version) => !versionsOf(before, step.name).has(version) && !isPlanned(version, step, steps),
  );
  return [
    ...stuck.map((version) => `${step.name}@${version} is still there`),
    ...unasked
      .filter((version) => !isAskedFor(version, step, steps, after))
      .map((version) => `${step.name}@${version} came in, planned was ${step.version}`),
  ];
}

function isPlanned(version: string, { name }: VersionStep, steps: readonly VersionStep[]): boolean {
  return steps.some((step) => step.name === name && step.version === version);
}

/** What still holds the version does not admit the new one: the plan said so by leaving it out. */
function isKeptForOthers(version: string, step: VersionStep, after: Lockfile): boolean {
  const edges = edgesTo(after, step.name, version);
  return edges.length > 0 && edges.every(({ range }) => range !== '' && !admits(range, step.version));
}

/** Something that the plan brought in admits none of the planned versions; others may share what it needs. */
function isAskedFor(version: string, { name }: VersionStep, steps: readonly VersionStep[], after: Lockfile): boolean {
  const planned = steps.filter((step) => step.name === name);
  return edgesTo(after, name, version).some(
    ({ range }) => range !== '' && !planned.some((step) => admits(range, step.version)),
  );
}

function edgesTo(lockfile: Lockfile, name: string, version: string) {
  const copies = new Set(
    copiesOf(lockfile, name)
      .filter((copy) => copy.version === version)
      .map(({ key }) => key),
  );
  const holders = [...lockfile.projects, ...lockfile.dependencies.values()];
  return holders.flatMap(({ dependencies }) => dependencies.filter(({ to }) => copies.has(to)));
}

function versionsOf(lockfile: Lockfile, name: string): Set<string> {
  return new Set(copiesOf(lockfile, name).map(({ version }) => version));
}

function copiesOf(lockfile: Lockfile, name: string): LockedDependency[] {
  return [...lockfile.dependencies.values()].filter((each) => each.name === name && isMatchable(each) && !each.bundled);
}
