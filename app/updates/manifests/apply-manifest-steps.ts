import type { UpdateStep } from '../../../scanners/updates/update-plan.ts';
import { EditError } from '../edit-failure.ts';
import { manifestPath } from './manifest-path.ts';
import { setInJson, stringInJson } from './set-in-json.ts';

/** The package.json files whose ranges the steps raise, as they are to be. */
export function applyManifestSteps(
  files: ReadonlyMap<string, string>,
  steps: readonly UpdateStep[],
): Map<string, string> {
  const edited = new Map<string, string>();
  for (const step of steps) {
    if (step.kind !== 'manifest') continue;
    const path = manifestPath(step.project);
    const text = edited.get(path) ?? files.get(path);
    if (text === undefined)
      throw new EditError('input', `${path}: expected a file, found none. The lockfile names this project.`);
    const found = stringInJson(path, text, [step.section, step.alias]);
    if (found !== step.from && found !== step.to) {
      const what = found === undefined ? 'nothing' : JSON.stringify(found);
      throw new EditError(
        'input',
        `${path}: expected ${step.section} to ask for ${step.alias} ${JSON.stringify(step.from)}, found ${what}. The file changed since it was read.`,
      );
    }
    if (found !== step.to) edited.set(path, setInJson(path, text, [step.section, step.alias], step.to));
  }
  return edited;
}
