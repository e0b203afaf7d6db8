import { type Lockfile, parseLockfile } from '../../scanners/lockfiles/index.ts';
import { editBun } from './bun/edit-bun.ts';
import { checkFiles } from './check-files.ts';
import { checkSteps } from './check-steps.ts';
import { type EditFailure, toFailure } from './edit-failure.ts';
import { DEFAULT_LIMITS, type EditRequest } from './edit-request.ts';
import { keptVersions } from './kept-versions.ts';
import { applyManifestSteps } from './manifests/apply-manifest-steps.ts';
import { applyOverrideSteps } from './manifests/apply-override-steps.ts';
import { manifestsByFolder } from './manifests/manifests-by-folder.ts';
import { editNpm, NPM_LABEL } from './npm/edit-npm.ts';
import { readyNpm } from './npm/npm-process.ts';
import { editPnpm } from './pnpm/edit-pnpm.ts';
import { overridesInWorkspace } from './pnpm/overrides-in-workspace.ts';
import type { ProgramEdit } from './program-edit.ts';
import type { Program } from './programs/obtain-program.ts';
import { programFor } from './programs/program-for.ts';
import { openRegistry } from './registry/open-registry.ts';
import { throughRegistry } from './registry/through-registry.ts';
import { stepsOf } from './steps-of.ts';
import { editYarnBerry } from './yarn-berry/edit-yarn-berry.ts';
import { editYarnV1 } from './yarn-v1/edit-yarn-v1.ts';

export type EditOutcome =
  /** The files that are other than before, and which programs made the lockfile (`pnpm 9.15.0`). */
  { files: Map<string, string>; programs: string[] } | { failure: EditFailure };

/**
 * Carries a plan out on a project's files, in a scratch folder: package.json in place, the lockfile by its own package manager,
 * with exactly the planned versions. Nothing of the repository is run.
 */
export async function editProject(request: EditRequest): Promise<EditOutcome> {
  const { lockfilePath, log } = request;
  const started = performance.now();
  try {
    const outcome = await edit(request);
    log.info(
      {
        lockfilePath,
        programs: outcome.programs,
        files: [...outcome.files.keys()],
        ms: Math.round(performance.now() - started),
      },
      'edited',
    );
    return outcome;
  } catch (error) {
    const failure = toFailure(error);
    if (failure === undefined) throw error;
    log.warn({ lockfilePath, ...failure }, 'could not edit');
    return { failure };
  }
}

async function edit(request: EditRequest): Promise<{ files: Map<string, string>; programs: string[] }> {
  const { files, lockfilePath, updates, log } = request;
  const limits = request.limits ?? DEFAULT_LIMITS;
  if (request.format === 'npm') readyNpm({ ...request, limits });
  checkFiles(request, limits);
  const steps = stepsOf(updates);
  const lockfile = parse(lockfilePath, files);
  const program = await programFor(request, lockfile);
  const label = program?.label ?? NPM_LABEL;
  log.info({ lockfilePath, program: label, steps: steps.length }, 'editing');

  const raised = applyManifestSteps(files, steps);
  const pnpmWorkspace = program !== undefined && overridesInWorkspace(program, files);
  const manifests = new Map([
    ...raised,
    ...applyOverrideSteps(new Map([...files, ...raised]), steps, { lockfile, pnpmWorkspace }),
  ]);
  await using registry = await openRegistry(request);
  const text = await throughRegistry(registry, label, () =>
    program === undefined
      ? editNpm(request, { manifests, lockfile, registry })
      : EDITS[program.format]({
          ...request,
          program,
          files: new Map([...files, ...manifests]),
          lockfile,
          steps: keptVersions(steps),
          registry,
          limits,
        }),
  );

  const next = new Map([...manifests, [lockfilePath, text] as const]);
  checkSteps({
    before: lockfile,
    after: parse(lockfilePath, new Map([...files, ...next])),
    steps: keptVersions(steps),
  });
  return { files: new Map([...next].filter(([path, now]) => files.get(path) !== now)), programs: [label] };
}

const EDITS: Record<Program['format'], (edit: ProgramEdit) => Promise<string>> = {
  pnpm: editPnpm,
  bun: editBun,
  'yarn-berry': editYarnBerry,
  'yarn-v1': editYarnV1,
};

function parse(path: string, files: ReadonlyMap<string, string>): Lockfile {
  return parseLockfile({ path, text: files.get(path)!, manifests: manifestsByFolder(files) });
}
