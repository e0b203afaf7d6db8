import { join } from 'node:path';
import { EditError } from '../edit-failure.ts';
import { DEFAULT_LIMITS, type EditRequest } from '../edit-request.ts';
import { manifestPath } from '../manifests/manifest-path.ts';
import type { ServedRegistry } from '../registry/serve-registry.ts';
import { openScratch } from '../run/scratch.ts';
import { stepsOf } from '../steps-of.ts';
import { npmOptions } from './npm-options.ts';
import { runNpm } from './run-npm.ts';

/** Which program that is; npm's own library comes with us. */
export const NPM_LABEL = 'npm (@npmcli/arborist)';

/** The new text of package-lock.json or npm-shrinkwrap.json. `manifests` are the edited ones. */
export async function editNpm(
  request: EditRequest,
  manifests: ReadonlyMap<string, string>,
  registry: ServedRegistry,
): Promise<string> {
  const limits = request.limits ?? DEFAULT_LIMITS;
  await using scratch = await openScratch();
  const lockfile = request.lockfilePath;
  const before = [...request.files].filter(([path]) => path === lockfile || path.endsWith('package.json'));
  await scratch.write(before.map(([path, text]) => [`before/${path}`, text]));
  await scratch.write(before.map(([path, text]) => [`after/${path}`, manifests.get(path) ?? text]));
  const projects = before.flatMap(([path]) => (path.endsWith('package.json') ? [folderOf(path)] : []));
  if (!request.files.has(manifestPath('.'))) throw new EditError('input', `${lockfile} has no package.json beside it.`);
  const answer = await runNpm(
    {
      task: 'edit',
      before: join(scratch.project, 'before'),
      after: join(scratch.project, 'after'),
      lockfile,
      projects,
      steps: stepsOf(request.updates),
      options: npmOptions(request.files, { registry: registry.address, cache: scratch.cache, limits }),
    },
    { limits, signal: request.signal, cacheFolder: request.cacheFolder },
  );
  if (!('text' in answer)) throw new EditError('program', 'npm answered another question.');
  return registry.restore(answer.text);
}

function folderOf(path: string): string {
  return path === 'package.json' ? '.' : path.slice(0, -'/package.json'.length);
}
