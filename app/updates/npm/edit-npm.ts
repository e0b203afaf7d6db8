import { join } from 'node:path';
import { satisfies } from 'semver';
import type { Lockfile } from '../../../scanners/lockfiles/index.ts';
import { EditError } from '../edit-failure.ts';
import { DEFAULT_LIMITS, type EditRequest } from '../edit-request.ts';
import { onlyPlanned } from '../only-planned.ts';
import { plannedEdges } from '../planned-edges.ts';
import { manifestReader } from '../registry/fetch-manifest.ts';
import type { ServedRegistry } from '../registry/serve-registry.ts';
import type { VisibleVersion } from '../registry/visible-versions.ts';
import { openScratch } from '../run/scratch.ts';
import { stepsOf } from '../steps-of.ts';
import type { NpmTask } from './npm-child.ts';
import { npmFiles } from './npm-files.ts';
import { npmOptions } from './npm-options.ts';
import { runNpm } from './run-npm.ts';

/** Which program that is; npm's own library comes with us. */
export const NPM_LABEL = 'npm (@npmcli/arborist)';

const MOST_ATTEMPTS = 12;

/**
 * The new text of package-lock.json or npm-shrinkwrap.json: the planned versions are put where the locked ones lie, and npm adds and
 * takes out what that asks for. Where it has to find a place anew for a planned package, it sees only the planned versions.
 */
export async function editNpm(request: EditRequest, edit: NpmEdit): Promise<string> {
  const { files, updates } = request;
  const { lockfile, registry } = edit;
  if (!files.has('package.json'))
    throw new EditError('input', `${request.lockfilePath} has no package.json beside it.`);
  const steps = stepsOf(updates);
  const edges = await plannedEdges(lockfile, steps, manifestReader(registry));
  const planned = onlyPlanned({ steps, edges, lockfile });
  const missing: { name: string; range: string }[] = [];
  for (;;) {
    registry.show(also(planned, missing));
    try {
      return await complete(request, edit);
    } catch (error) {
      // What the plan brings in may ask for a version that the plan does not name: then it is to be seen as well.
      const more = error instanceof EditError ? error.missing : undefined;
      if (more === undefined || missing.length >= MOST_ATTEMPTS || registry.troubles.length > 0) throw error;
      if (missing.some(({ name, range }) => name === more.name && range === more.range)) throw error;
      missing.push(more);
    }
  }
}

function also(planned: VisibleVersion, missing: readonly { name: string; range: string }[]): VisibleVersion {
  return (name) => {
    const sees = planned(name);
    const ranges = missing.filter((each) => each.name === name).map(({ range }) => range);
    if (sees === undefined) return undefined;
    return (version) => sees(version) || ranges.some((range) => satisfies(version, range, { loose: true }));
  };
}

export interface NpmEdit {
  /** The manifests that are other than before. */
  manifests: ReadonlyMap<string, string>;
  lockfile: Lockfile;
  registry: ServedRegistry;
}

async function complete(request: EditRequest, { manifests, registry }: NpmEdit): Promise<string> {
  const { files, limits = DEFAULT_LIMITS, signal, cacheFolder } = request;
  await using scratch = await openScratch();
  const before = npmFiles(request);
  await scratch.write(before.map(([path, text]) => [`before/${path}`, text]));
  await scratch.write(before.map(([path, text]) => [`after/${path}`, manifests.get(path) ?? text]));
  const task: NpmTask = {
    task: 'edit',
    before: join(scratch.project, 'before'),
    after: join(scratch.project, 'after'),
    projects: before.flatMap(([path]) => (path.endsWith('package.json') ? [folderOf(path)] : [])),
    steps: stepsOf(request.updates),
    options: npmOptions(files, { registry: registry.address, cache: scratch.cache, limits }),
  };
  const answer = await runNpm(task, { limits, signal, cacheFolder });
  if (!('text' in answer)) throw new EditError('program', 'npm answered another question.');
  return registry.restore(answer.text);
}

function folderOf(path: string): string {
  return path === 'package.json' ? '.' : path.slice(0, -'/package.json'.length);
}
