import { parseLockfile } from '../../scanners/lockfiles/index.ts';
import { checkBun } from './bun/edit-bun.ts';
import { checkFiles } from './check-files.ts';
import { DEFAULT_LIMITS, type EditSurroundings, type ProjectFiles } from './edit-request.ts';
import { checkNpm } from './npm/check-npm.ts';
import { checkPnpm } from './pnpm/edit-pnpm.ts';
import type { ProgramCheck } from './program-edit.ts';
import type { Program } from './programs/obtain-program.ts';
import { programFor } from './programs/program-for.ts';
import { openRegistry } from './registry/open-registry.ts';
import { throughRegistry } from './registry/through-registry.ts';
import { checkYarnBerry } from './yarn-berry/edit-yarn-berry.ts';
import { checkYarnV1 } from './yarn-v1/edit-yarn-v1.ts';

const SHOWN = 10;

/**
 * Where manifests and lockfile are out of step, in the words of the package manager's own check before a frozen install. Empty
 * where they agree. Nothing is installed and no script is run.
 */
export async function checkFrozen(request: ProjectFiles & EditSurroundings): Promise<string[]> {
  const { files, lockfilePath: path, limits = DEFAULT_LIMITS } = request;
  checkFiles(request, limits);
  const program = await programFor(request, parseLockfile({ path, text: files.get(path) ?? '' }));
  let found: string[];
  if (program === undefined) found = await checkNpm(request);
  else {
    await using registry = await openRegistry(request);
    found = await throughRegistry(registry, program.label, () =>
      CHECKS[program.format]({ ...request, program, registry, limits }),
    );
  }
  const said = found.slice(0, SHOWN).map((text) => `package.json and ${path} are out of step: ${text}`);
  return found.length > SHOWN ? [...said, `and ${found.length - SHOWN} more`] : said;
}

const CHECKS: Record<Program['format'], (check: ProgramCheck) => Promise<string[]>> = {
  pnpm: checkPnpm,
  bun: checkBun,
  'yarn-berry': checkYarnBerry,
  'yarn-v1': checkYarnV1,
};
