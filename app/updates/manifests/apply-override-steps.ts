import type { Lockfile, LockfileFormat } from '../../../scanners/lockfiles/index.ts';
import type { UpdateStep } from '../../../scanners/updates/update-plan.ts';
import { EditError } from '../edit-failure.ts';
import { overrideEntries } from './override-entries.ts';
import { removeInJson } from './remove-in-json.ts';
import { removeInYaml } from './remove-in-yaml.ts';
import { setInJson, stringInJson } from './set-in-json.ts';
import { readYaml, setInYaml } from './set-in-yaml.ts';

export const PNPM_WORKSPACE = 'pnpm-workspace.yaml';

/** Where in package.json each package manager looks for them. */
export const OVERRIDE_SECTIONS: Record<LockfileFormat, readonly string[]> = {
  npm: ['overrides'],
  'yarn-v1': ['resolutions'],
  'yarn-berry': ['resolutions'],
  pnpm: ['pnpm', 'overrides'],
  bun: ['overrides'],
};

/** The files that hold overrides, as they are to be; each package manager has its own place and its own words for them. */
export function applyOverrideSteps(
  files: ReadonlyMap<string, string>,
  steps: readonly UpdateStep[],
  { lockfile, pnpmWorkspace }: { lockfile: Lockfile; pnpmWorkspace: boolean },
): Map<string, string> {
  const edited = new Map<string, string>();
  const textOf = (path: string) => edited.get(path) ?? files.get(path) ?? '';
  for (const step of steps) {
    if (step.kind === 'remove-override') edited.set(step.file, removed(textOf(step.file), step));
    if (step.kind !== 'override') continue;
    for (const [key, range] of overrideEntries(step, lockfile)) {
      if (lockfile.format === 'pnpm' && pnpmWorkspace) {
        edited.set(PNPM_WORKSPACE, setInYaml(PNPM_WORKSPACE, textOf(PNPM_WORKSPACE), ['overrides', key], range));
      } else {
        const path = 'package.json';
        edited.set(path, setInJson(path, textOf(path), [...OVERRIDE_SECTIONS[lockfile.format], key], range));
      }
    }
  }
  return edited;
}

/** Only what still stands as we wrote it: anything else is a person's. */
function removed(
  text: string,
  { file, section, selector, range }: Extract<UpdateStep, { kind: 'remove-override' }>,
): string {
  const path = [...section, selector];
  const inYaml = file === PNPM_WORKSPACE;
  const found = inYaml ? readYaml(file, text).getIn(path) : stringInJson(file, text, path);
  if (found !== range) {
    throw new EditError(
      'input',
      `${file}: expected ${path.join('.')} to be ${JSON.stringify(range)}, found ${JSON.stringify(found) ?? 'nothing'}. The file changed since it was read.`,
    );
  }
  return inYaml ? removeInYaml(file, text, path) : removeInJson(file, text, path);
}
