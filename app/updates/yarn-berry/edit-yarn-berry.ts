import { stringify } from 'yaml';
import type { DependencyEdge, Lockfile } from '../../../scanners/lockfiles/index.ts';
import { beyondPlan } from '../beyond-plan.ts';
import { leavingEdges } from '../leaving-edges.ts';
import { scratchManifest } from '../manifests/scratch-manifest.ts';
import { onlyPlanned } from '../only-planned.ts';
import { plannedEdges } from '../planned-edges.ts';
import type { ProgramCheck, ProgramEdit } from '../program-edit.ts';
import { majorOf } from '../programs/obtain-program.ts';
import { manifestReader } from '../registry/fetch-manifest.ts';
import { programFailure } from '../run/program-failure.ts';
import { type ProgramEnd, runProgram } from '../run/run-program.ts';
import { openScratch, type Scratch } from '../run/scratch.ts';
import { berrySettings } from './berry-settings.ts';
import { withoutDescriptors } from './without-descriptors.ts';

/**
 * The new yarn.lock of yarn 2 and later: the ranges that the plan is about are taken out of the lockfile, and yarn, which sees only
 * the planned versions for them, resolves them again.
 */
export async function editYarnBerry(edit: ProgramEdit): Promise<string> {
  const { files, lockfilePath, lockfile, steps, updates, registry } = edit;
  await using scratch = await openScratch();
  const edges = await plannedEdges(lockfile, steps, manifestReader(registry));
  const gone = new Set(edges.map(({ alias, range }) => descriptorOf(alias, range)));
  for (const { name, range } of leavingEdges(lockfile, updates)) gone.add(descriptorOf(name, range));
  for (const step of steps) {
    if (step.kind === 'override')
      for (const edge of edgesTo(lockfile, step.name)) gone.add(descriptorOf(edge.name, edge.range));
    if (step.kind === 'manifest') gone.add(descriptorOf(step.alias, step.to));
  }
  const patched = [...gone].map((descriptor) => patchedPrefix(descriptor));
  const start = withoutDescriptors(
    files.get(lockfilePath)!,
    (descriptor) => gone.has(descriptor) || patched.some((prefix) => descriptor.startsWith(prefix)),
  );
  await beyondPlan(registry, onlyPlanned({ steps, edges }), async () => {
    await writeProject(scratch, edit, start);
    const end = await run(scratch, edit);
    if (!end.ok) throw programFailure(end, edit.program);
  });
  return registry.restore(await scratch.read('yarn.lock'));
}

/** Whether yarn would have to change the lockfile; empty when not. */
export async function checkYarnBerry(check: ProgramCheck): Promise<string[]> {
  await using scratch = await openScratch();
  await writeProject(scratch, check, check.files.get(check.lockfilePath)!);
  const end = await run(scratch, check);
  if (!end.ok) throw programFailure(end, check.program);
  // Yarn refuses `--immutable` together with this mode: what it would write is compared instead.
  return differences(check.files.get(check.lockfilePath)!, await scratch.read('yarn.lock'));
}

function differences(before: string, after: string): string[] {
  const [had, has] = [before, after].map((text) => text.replaceAll('\r\n', '\n').trimEnd().split('\n')) as [
    string[],
    string[],
  ];
  if (had.join('\n') === has.join('\n')) return [];
  const [old, now] = [new Set(had), new Set(has)];
  const lines = [
    ...had.filter((line) => !now.has(line)).map((line) => `-${line}`),
    ...has.filter((line) => !old.has(line)).map((line) => `+${line}`),
  ];
  return [`yarn would change it: ${lines.slice(0, 6).join(' / ').slice(0, 600)}`];
}

/** Yarn 4 writes the protocol into the ranges, earlier ones leave it to be understood. */
function descriptorOf(alias: string, range: string): string {
  return `${alias}@${/^[a-z]+:/.test(range) ? range : `npm:${range}`}`;
}

/** `typescript@patch:typescript@npm%3A^5#…` goes with `typescript@npm:^5`. */
function patchedPrefix(descriptor: string): string {
  const at = descriptor.indexOf('@', 1);
  const range = descriptor.slice(at + 1);
  return `${descriptor.slice(0, at)}@patch:${descriptor.slice(0, at)}@${range.replace(':', '%3A')}#`;
}

function edgesTo(lockfile: Lockfile, name: string): DependencyEdge[] {
  const all = [...lockfile.projects, ...lockfile.dependencies.values()].flatMap(({ dependencies }) => dependencies);
  return all.filter(({ to }) => lockfile.dependencies.get(to)?.name === name);
}

async function writeProject(scratch: Scratch, { files, registry }: ProgramCheck, lockfile: string): Promise<void> {
  const manifests = [...files].filter(([path]) => path === 'package.json' || path.endsWith('/package.json'));
  const patches = [...files].filter(([path]) => path.endsWith('.patch') || path.endsWith('.diff'));
  const settings = {
    ...berrySettings(files),
    npmRegistryServer: registry.address.replace(/\/$/, ''),
    unsafeHttpWhitelist: ['127.0.0.1'],
    enableGlobalCache: false,
    enableTelemetry: false,
    httpRetry: 0,
    httpProxy: new URL(registry.address).origin,
    httpsProxy: new URL(registry.address).origin,
  };
  await scratch.write([
    ...patches,
    ...manifests.map(([path, text]) => [path, JSON.stringify(scratchManifest(path, text), null, 2)] as const),
    ['.yarnrc.yml', stringify(settings)],
    ['yarn.lock', lockfile],
  ]);
}

function run(scratch: Scratch, { program, registry, limits, signal }: ProgramCheck): Promise<ProgramEnd> {
  return runProgram({
    program,
    scratch,
    registry,
    limits,
    signal,
    args: ['install', '--mode=update-lockfile'],
    env: {
      YARN_ENABLE_SCRIPTS: '0',
      YARN_IGNORE_PATH: '1',
      YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
      // Earlier ones refuse settings that they do not know.
      ...(majorOf(program) < 4 ? {} : { YARN_ENABLE_CONSTRAINTS_CHECKS: '0', YARN_ENABLE_HARDENED_MODE: '0' }),
    },
  });
}
