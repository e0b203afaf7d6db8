import { satisfies } from 'semver';
import { isMatchable, type LockedDependency, type Lockfile } from '../../../scanners/lockfiles/index.ts';
import { splitDescriptor } from '../../../scanners/lockfiles/yarn-descriptor.ts';
import type { UpdateStep } from '../../../scanners/updates/update-plan.ts';
import { EditError } from '../edit-failure.ts';

type OverrideStep = Extract<UpdateStep, { kind: 'override' }>;

/** An override in the words of the lockfile's package manager: keys with what each is to be. */
export function overrideEntries(step: OverrideStep, lockfile: Lockfile): [key: string, range: string][] {
  const { name, selector, range } = step;
  const line = splitDescriptor(selector);
  // npm and pnpm limit an override to a line of versions, and a key that the project has already stays as it is.
  const scoped = line.name === name && line.reference !== '';
  if (!scoped || lockfile.format === 'npm' || lockfile.format === 'pnpm') return [[selector, range]];
  const held = [...lockfile.dependencies.values()].filter((each) => each.name === name && isMatchable(each));
  const meant = held.filter(({ version }) =>
    satisfies(version, line.reference, { includePrerelease: true, loose: true }),
  );
  switch (lockfile.format) {
    case 'bun':
      if (meant.length === held.length) return [[name, range]];
      throw new EditError(
        'unsupported',
        `bun's overrides hold for every version of a package, and the lockfile has ${name} in ${held.length} versions, of which only ${selector} is meant.`,
      );
    case 'yarn-v1':
      if (meant.length === held.length) return [[name, range]];
      return parentsOf(meant, lockfile).map(({ parent, alias }) => [`**/${parent}/${alias}`, range]);
    case 'yarn-berry':
      return rangesTo(meant, lockfile).map((asked) => [
        `${name}@${asked.includes(':') ? asked : `npm:${asked}`}`,
        range,
      ]);
  }
}

function edgesTo(meant: readonly LockedDependency[], lockfile: Lockfile) {
  const keys = new Set(meant.map(({ key }) => key));
  const parents = [...lockfile.projects.map((project) => ({ ...project, parent: '.' })), ...parentEntries(lockfile)];
  return parents.flatMap(({ parent, dependencies }) =>
    dependencies.filter(({ to }) => keys.has(to)).map((edge) => ({ ...edge, parent })),
  );
}

function parentEntries(lockfile: Lockfile) {
  return [...lockfile.dependencies.values()].map(({ name, dependencies }) => ({ parent: name, dependencies }));
}

function parentsOf(meant: readonly LockedDependency[], lockfile: Lockfile): { parent: string; alias: string }[] {
  const found = new Map(
    edgesTo(meant, lockfile)
      .filter(({ parent }) => parent !== '.')
      .map(({ parent, name }) => [`${parent}/${name}`, { parent, alias: name }]),
  );
  return [...found.values()];
}

function rangesTo(meant: readonly LockedDependency[], lockfile: Lockfile): string[] {
  return [...new Set(edgesTo(meant, lockfile).map(({ range }) => range))].sort();
}
