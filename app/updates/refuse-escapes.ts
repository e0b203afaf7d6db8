import { EditError } from './edit-failure.ts';
import type { ProjectFiles } from './edit-request.ts';
import { scratchManifest } from './manifests/scratch-manifest.ts';
import { pnpmSettings } from './pnpm/pnpm-settings.ts';
import { berrySettings } from './yarn-berry/berry-settings.ts';

/** Steps upwards that stay inside a scratch folder, which is deeper than that. */
export const MOST_STEPS_UP = 8;

const MOST_DEPTH = 50;
const ABSOLUTE = /(^|file:|link:|portal:|workspace:|#)\s*(\/|[A-Za-z]:[\\/])/;
const STEP_UP = /(^|[/\\:#])\.\.(?=[/\\]|$)/g;
/** Yarn's protocol for packages that a script makes. */
const SCRIPTED = /(^|[@:#"\s])exec:/;

/**
 * Refuses what leads out of the project: ranges, workspace patterns and patches with paths to other places on this machine, and
 * packages that are made by running a script. Text that no package manager gets to see may hold what it likes.
 */
export function refuseEscapes({ files, format, lockfilePath }: ProjectFiles): void {
  for (const [path, text] of files) {
    if (path === 'package.json' || path.endsWith('/package.json')) refuse(path, scratchManifest(path, text));
  }
  if (format === 'pnpm') refuse('pnpm-workspace.yaml', pnpmSettings(files).workspace);
  if (format !== 'yarn-berry') return;
  refuse('.yarnrc.yml', berrySettings(files));
  if (SCRIPTED.test(files.get(lockfilePath) ?? '')) throw scripted(lockfilePath);
}

function refuse(file: string, value: unknown, depth = 0): void {
  if (typeof value === 'string') refuseText(file, value);
  if (typeof value !== 'object' || value === null) return;
  if (depth > MOST_DEPTH)
    throw new EditError('input', `${file}: expected at most ${MOST_DEPTH} levels, found more. Correct the file.`);
  for (const [key, inner] of Object.entries(value)) {
    refuseText(file, key);
    refuse(file, inner, depth + 1);
  }
}

function refuseText(file: string, written: string): void {
  const text = decoded(written);
  if (SCRIPTED.test(text)) throw scripted(file);
  if (!ABSOLUTE.test(text) && (text.match(STEP_UP)?.length ?? 0) <= MOST_STEPS_UP) return;
  throw new EditError(
    'unsupported',
    `${file}: expected paths inside the repository, found ${JSON.stringify(text.slice(0, 100))}. Only what lies in the repository can be followed.`,
  );
}

function scripted(file: string): EditError {
  return new EditError(
    'unsupported',
    `${file} has a package that a script makes (exec:), and no code of a repository is run.`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
