import { beyondPlan } from '../beyond-plan.ts';
import { leavingEdges } from '../leaving-edges.ts';
import { scratchManifest } from '../manifests/scratch-manifest.ts';
import { onlyPlanned } from '../only-planned.ts';
import { plannedEdges } from '../planned-edges.ts';
import type { ProgramCheck, ProgramEdit } from '../program-edit.ts';
import { manifestReader } from '../registry/fetch-manifest.ts';
import { programFailure } from '../run/program-failure.ts';
import { type ProgramEnd, runProgram } from '../run/run-program.ts';
import { openScratch, type Scratch } from '../run/scratch.ts';
import { resolvingYarn } from './resolving-yarn.ts';
import { withoutPatterns } from './without-patterns.ts';

/**
 * The new yarn.lock of yarn 1: the ranges that the plan is about are taken out of the lockfile, and yarn, which sees only the planned
 * versions for them, resolves them again.
 */
export async function editYarnV1(edit: ProgramEdit): Promise<string> {
  const { files, lockfilePath, lockfile, steps, updates, registry } = edit;
  await using scratch = await openScratch();
  const edges = await plannedEdges(lockfile, steps, manifestReader(registry));
  const gone = new Set(edges.map(({ alias, range }) => `${alias}@${range}`));
  for (const { name, range } of leavingEdges(lockfile, updates)) gone.add(`${name}@${range}`);
  for (const step of steps) if (step.kind === 'manifest') gone.add(`${step.alias}@${step.to}`);
  const overridden = new Set(steps.flatMap((step) => (step.kind === 'override' ? [step.name] : [])));
  const isGone = (pattern: string) => gone.has(pattern) || overridden.has(pattern.slice(0, pattern.indexOf('@', 1)));
  await beyondPlan(registry, onlyPlanned({ steps, edges }), async () => {
    await writeProject(scratch, edit, withoutPatterns(files.get(lockfilePath)!, isGone));
    const end = await run(scratch, edit, []);
    if (!end.ok) throw programFailure(end, edit.program);
  });
  return registry.restore(await scratch.read('yarn.lock'));
}

/** Whether a frozen install would refuse the lockfile; empty when not. */
export async function checkYarnV1(check: ProgramCheck): Promise<string[]> {
  await using scratch = await openScratch();
  await writeProject(scratch, check, check.files.get(check.lockfilePath)!);
  const end = await run(scratch, check, ['--frozen-lockfile']);
  if (end.ok) return [];
  if (/lockfile needs to be updated/.test(end.said)) return ['yarn says that the lockfile needs to be updated'];
  throw programFailure(end, check.program);
}

async function writeProject(scratch: Scratch, { files, registry }: ProgramCheck, lockfile: string): Promise<void> {
  const manifests = [...files].filter(([path]) => path === 'package.json' || path.endsWith('/package.json'));
  const proxy = new URL(registry.address).origin;
  const settings = { registry: registry.address, proxy, 'https-proxy': proxy, 'disable-self-update-check': true };
  await scratch.write([
    ...manifests.map(([path, text]) => [path, JSON.stringify(scratchManifest(path, text), null, 2)] as const),
    [
      '.yarnrc',
      Object.entries(settings)
        .map(([key, value]) => `${key} ${JSON.stringify(value)}\n`)
        .join(''),
    ],
    ['.npmrc', `registry=${registry.address}\n`],
    ['yarn.lock', lockfile],
  ]);
}

async function run(
  scratch: Scratch,
  { program, registry, limits, signal }: ProgramCheck,
  args: readonly string[],
): Promise<ProgramEnd> {
  return runProgram({
    program: await resolvingYarn(program),
    scratch,
    registry,
    limits,
    signal,
    args: [
      'install',
      '--ignore-scripts',
      '--ignore-engines',
      '--ignore-platform',
      '--non-interactive',
      '--no-progress',
      ...args,
    ],
    env: { YARN_IGNORE_PATH: '1', YARN_CACHE_FOLDER: `${scratch.folder}/yarn-cache` },
  });
}
