import { EditError } from '../edit-failure.ts';
import { DEFAULT_LIMITS, type EditSurroundings, type ProjectFiles } from '../edit-request.ts';
import { openScratch } from '../run/scratch.ts';
import { npmFiles } from './npm-files.ts';
import { npmOptions } from './npm-options.ts';
import { runNpm } from './run-npm.ts';

/** Where manifests and lockfile disagree, as `npm ci` would say it. Needs no registry. */
export async function checkNpm(request: ProjectFiles & EditSurroundings): Promise<string[]> {
  const limits = request.limits ?? DEFAULT_LIMITS;
  await using scratch = await openScratch();
  await scratch.write(npmFiles(request));
  const options = npmOptions(request.files, { registry: 'http://127.0.0.1:9/', cache: scratch.cache, limits });
  const answer = await runNpm(
    { task: 'check', after: scratch.project, options },
    { limits, signal: request.signal, cacheFolder: request.cacheFolder },
  );
  if (!('disagreements' in answer)) throw new EditError('program', 'npm answered another question.');
  return answer.disagreements;
}
