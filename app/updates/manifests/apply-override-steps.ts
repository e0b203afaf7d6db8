import type { Lockfile } from '../../../scanners/lockfiles/index.ts';
import type { UpdateStep } from '../../../scanners/updates/update-plan.ts';
import { overrideEntries } from './override-entries.ts';
import { setInJson } from './set-in-json.ts';
import { setInYaml } from './set-in-yaml.ts';

/** The files that hold overrides, as they are to be; each package manager has its own place and its own words for them. */
export function applyOverrideSteps(
  files: ReadonlyMap<string, string>,
  steps: readonly UpdateStep[],
  { lockfile, pnpmWorkspace }: { lockfile: Lockfile; pnpmWorkspace: boolean },
): Map<string, string> {
  const edited = new Map<string, string>();
  for (const step of steps) {
    if (step.kind !== 'override') continue;
    for (const [key, range] of overrideEntries(step, lockfile)) {
      if (lockfile.format === 'pnpm' && pnpmWorkspace) {
        const path = 'pnpm-workspace.yaml';
        edited.set(path, setInYaml(path, edited.get(path) ?? files.get(path) ?? '', ['overrides', key], range));
      } else {
        const path = 'package.json';
        const at = PLACES[lockfile.format];
        edited.set(path, setInJson(path, edited.get(path) ?? files.get(path) ?? '', [...at, key], range));
      }
    }
  }
  return edited;
}

const PLACES = {
  npm: ['overrides'],
  'yarn-v1': ['resolutions'],
  'yarn-berry': ['resolutions'],
  pnpm: ['pnpm', 'overrides'],
  bun: ['overrides'],
} as const;
