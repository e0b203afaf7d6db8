import type { Lockfile } from '../../../scanners/lockfiles/index.ts';
import type { EditSurroundings, ProjectFiles } from '../edit-request.ts';
import { chooseProgram } from './choose-program.ts';
import { obtainProgram, type Program } from './obtain-program.ts';

/** The program of a project's lockfile, ready to be run; undefined for npm, whose library comes with us. */
export async function programFor(
  request: ProjectFiles & EditSurroundings,
  { format, formatVersion }: Lockfile,
): Promise<Program | undefined> {
  if (format === 'npm') return undefined;
  const { files, lockfilePath } = request;
  const lockfileText = files.get(lockfilePath) ?? '';
  return obtainProgram(chooseProgram({ files, format, formatVersion, lockfileText }), request);
}
