import { join } from 'node:path';
import type { Lockfile } from '../../../scanners/lockfiles/index.ts';
import { EditError } from '../edit-failure.ts';
import { DEFAULT_LIMITS, type EditRequest } from '../edit-request.ts';
import { keptVersions } from '../kept-versions.ts';
import type { ServedRegistry } from '../registry/serve-registry.ts';
import { openScratch } from '../run/scratch.ts';
import { stepsOf } from '../steps-of.ts';
import { isSame } from './keep-unchanged.ts';
import { knownVersions, onlyKnown } from './known-versions.ts';
import type { NpmTask, Wanted } from './npm-child.ts';
import { npmFiles } from './npm-files.ts';
import { npmOptions } from './npm-options.ts';
import { runNpm } from './run-npm.ts';

/** Which program that is; npm's own library comes with us. */
export const NPM_LABEL = 'npm (@npmcli/arborist)';

const MOST_ATTEMPTS = 12;

/**
 * The new text of package-lock.json or npm-shrinkwrap.json: the planned versions are put where the locked ones lie, and npm adds and
 * takes out what that asks for. Where it has to find a place anew for a planned package, it sees only the planned versions and
 * those that stay.
 */
export async function editNpm(request: EditRequest, edit: NpmEdit): Promise<string> {
  const { files, updates } = request;
  const { lockfile, registry } = edit;
  if (!files.has('package.json'))
    throw new EditError('input', `${request.lockfilePath} has no package.json beside it.`);
  const known = knownVersions(lockfile, keptVersions(stepsOf(updates)));
  const wanted: Wanted[] = [];
  for (let attempt = 1; ; attempt++) {
    registry.show(onlyKnown(known, wanted));
    const { text, more, failure } = await complete(request, edit);
    // What the plan brings in may ask for versions that the plan does not name: then those are to be seen as well.
    const unseen = more.filter((each) => known.has(each.name) && !wanted.some((one) => isSame(one, each)));
    if (unseen.length === 0 || attempt >= MOST_ATTEMPTS || registry.troubles.length > 0) {
      if (failure !== undefined) throw failure;
      return text;
    }
    wanted.push(...unseen);
  }
}

export interface NpmEdit {
  /** The manifests that are other than before. */
  manifests: ReadonlyMap<string, string>;
  lockfile: Lockfile;
  registry: ServedRegistry;
}

type Completed = { more: Wanted[] } & (
  | { text: string; failure?: undefined }
  | { text?: undefined; failure: EditError }
);

async function complete(request: EditRequest, { manifests, registry }: NpmEdit): Promise<Completed> {
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
    steps: keptVersions(stepsOf(request.updates)),
    options: npmOptions(files, { registry: registry.address, cache: scratch.cache, limits }),
  };
  try {
    const answer = await runNpm(task, { limits, signal, cacheFolder });
    if (!('text' in answer)) throw new EditError('program', 'npm answered another question.');
    return { text: registry.restore(answer.text), more: answer.unmet };
  } catch (error) {
    if (!(error instanceof EditError) || error.missing === undefined) throw error;
    return { failure: error, more: [error.missing] };
  }
}

function folderOf(path: string): string {
  return path === 'package.json' ? '.' : path.slice(0, -'/package.json'.length);
}
