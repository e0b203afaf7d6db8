import { EditError } from './edit-failure.ts';
import type { EditLimits, ProjectFiles } from './edit-request.ts';
import { refuseEscapes } from './refuse-escapes.ts';

const MOST_FILES = 5000;

/** Refuses what cannot be a project: paths that lead elsewhere, no lockfile, too much of it. */
export function checkFiles(project: ProjectFiles, limits: EditLimits): void {
  const { files, lockfilePath } = project;
  if (!files.has(lockfilePath))
    throw new EditError('input', `${lockfilePath}: expected a lockfile, found no such file.`);
  if (files.size > MOST_FILES) {
    throw new EditError(
      'too-large',
      `The project has ${files.size} files to hand over, and ${MOST_FILES} are taken at most.`,
    );
  }
  let bytes = 0;
  for (const [path, text] of files) {
    if (!isInside(path))
      throw new EditError('input', `${JSON.stringify(path.slice(0, 200))}: expected a path inside the project.`);
    bytes += Buffer.byteLength(text);
  }
  if (bytes > limits.inputBytes) {
    const [found, most] = [bytes, limits.inputBytes].map((size) => `${(size / 1e6).toFixed(1)} MB`);
    throw new EditError('too-large', `Lockfile and manifests have ${found} together, and ${most} are taken at most.`);
  }
  refuseEscapes(project);
}

function isInside(path: string): boolean {
  if (path === '' || path.length > 1000 || path.startsWith('/') || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part !== 'node_modules');
}
