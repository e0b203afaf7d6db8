import { beyondPlan } from '../beyond-plan.ts';
import { isObject, type ManifestObject, scratchManifest } from '../manifests/scratch-manifest.ts';
import { onlyPlanned } from '../only-planned.ts';
import { plannedEdges } from '../planned-edges.ts';
import type { ProgramCheck, ProgramEdit } from '../program-edit.ts';
import { manifestReader } from '../registry/fetch-manifest.ts';
import { programFailure } from '../run/program-failure.ts';
import { type ProgramEnd, runProgram } from '../run/run-program.ts';
import { openScratch, type Scratch } from '../run/scratch.ts';
import { bunAge } from './bunfig.ts';

/**
 * The new bun.lock, in two runs. In the first the planned packages are overridden with their versions; in the second the overrides
 * are gone, bun keeps what satisfies its range, and resolves the rest again out of what was locked and what is planned.
 */
export async function editBun(edit: ProgramEdit): Promise<string> {
  const { files, lockfilePath, lockfile, steps, registry } = edit;
  await using scratch = await openScratch();
  const edges = await plannedEdges(lockfile, steps, manifestReader(registry));
  const overrides = Object.fromEntries(
    steps.flatMap((step) => (step.kind === 'manifest' ? [] : [[step.name, step.version] as const])),
  );
  await beyondPlan(registry, onlyPlanned({ steps, edges, lockfile }), async () => {
    await writeProject(scratch, edit, { lockfile: files.get(lockfilePath)!, overrides });
    await expectOk(scratch, edit);
    await writeProject(scratch, edit, { lockfile: await scratch.read('bun.lock') });
    await expectOk(scratch, edit);
  });
  return withoutDefault(await scratch.read('bun.lock'), edit);
}

/** Whether a frozen install would refuse the lockfile; empty when not. */
export async function checkBun(check: ProgramCheck): Promise<string[]> {
  await using scratch = await openScratch();
  await writeProject(scratch, check, { lockfile: check.files.get(check.lockfilePath)! });
  const end = await run(scratch, check, ['--frozen-lockfile']);
  if (end.ok) return [];
  if (/lockfile had changes, but lockfile is frozen/.test(end.said)) return ['bun says that the lockfile had changes'];
  throw programFailure(end, check.program);
}

/** Bun leaves the address away where it is the usual one; ours is not, so it is left away as the lockfile had it. */
function withoutDefault(text: string, { files, lockfilePath, registry }: ProgramEdit): string {
  const isUsual = /^ *"[^"]+": \["[^"]+", "",/m.test(files.get(lockfilePath)!);
  const ours = `, "${registry.address}`;
  const bare = text
    .split('\n')
    .map((line) => {
      const at = line.indexOf(ours);
      if (!isUsual || at === -1 || line.startsWith(`${registry.address}-/elsewhere/`, at + 3)) return line;
      return `${line.slice(0, at)}, ""${line.slice(line.indexOf('"', at + 3) + 1)}`;
    })
    .join('\n');
  return registry.restore(bare);
}

async function writeProject(
  scratch: Scratch,
  { files, registry }: ProgramCheck,
  { lockfile, overrides = {} }: { lockfile: string; overrides?: Record<string, string> },
): Promise<void> {
  const manifests = [...files].filter(([path]) => path === 'package.json' || path.endsWith('/package.json'));
  const patches = [...files].filter(([path]) => path.endsWith('.patch') || path.endsWith('.diff'));
  const written = manifests.map(([path, text]) => {
    const manifest = scratchManifest(path, text);
    if (path === 'package.json') addOverrides(manifest, overrides);
    return [path, JSON.stringify(manifest, null, 2)] as const;
  });
  const age = bunAge(files.get('bunfig.toml') ?? '');
  const bunfig = ['[install]', `registry = ${JSON.stringify(registry.address)}`, 'saveTextLockfile = true', ...age];
  await scratch.write([...patches, ...written, ['bunfig.toml', `${bunfig.join('\n')}\n`], ['bun.lock', lockfile]]);
}

/** Bun reads `resolutions` too, where there are no overrides. */
function addOverrides(manifest: ManifestObject, overrides: Record<string, string>): void {
  if (Object.keys(overrides).length === 0) return;
  const key = isObject(manifest['overrides']) || !isObject(manifest['resolutions']) ? 'overrides' : 'resolutions';
  manifest[key] = { ...(manifest[key] as object | undefined), ...overrides };
}

async function expectOk(scratch: Scratch, edit: ProgramEdit): Promise<void> {
  const end = await run(scratch, edit, []);
  if (!end.ok) throw programFailure(end, edit.program);
}

function run(
  scratch: Scratch,
  { program, registry, limits, signal }: ProgramCheck,
  args: readonly string[],
): Promise<ProgramEnd> {
  return runProgram({
    program,
    scratch,
    registry,
    limits,
    signal,
    args: ['install', '--lockfile-only', '--ignore-scripts', '--no-progress', ...args],
    // With CI set bun would refuse every change.
    env: { CI: '', BUN_INSTALL_CACHE_DIR: `${scratch.folder}/bun-cache`, DO_NOT_TRACK: '1' },
  });
}
