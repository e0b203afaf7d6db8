import { hasInJson } from '../manifests/set-in-json.ts';
import { majorOf, type Program } from '../programs/obtain-program.ts';

/**
 * Whether overrides stand in pnpm-workspace.yaml. pnpm 10 reads both places, and package.json's where there are any; earlier
 * ones know only that, later ones only the other.
 */
export function overridesInWorkspace(program: Program, files: ReadonlyMap<string, string>): boolean {
  if (program.format !== 'pnpm') return false;
  if (majorOf(program) !== 10) return majorOf(program) > 10;
  return !hasInJson('package.json', files.get('package.json') ?? '{}', ['pnpm', 'overrides']);
}
