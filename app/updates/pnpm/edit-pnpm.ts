import { stringify } from 'yaml';
import { EditError } from '../edit-failure.ts';
import { manifestPath } from '../manifests/manifest-path.ts';
import { isObject, type ManifestObject, scratchManifest } from '../manifests/scratch-manifest.ts';
import { type PlannedEdge, plannedEdges } from '../planned-edges.ts';
import type { ProgramCheck, ProgramEdit } from '../program-edit.ts';
import { manifestReader } from '../registry/fetch-manifest.ts';
import { programFailure } from '../run/program-failure.ts';
import { type ProgramEnd, runProgram } from '../run/run-program.ts';
import { openScratch, type Scratch } from '../run/scratch.ts';
import { overridesInWorkspace } from './overrides-in-workspace.ts';
import { type PnpmSettings, pnpmSettings } from './pnpm-settings.ts';

/**
 * The new pnpm-lock.yaml, in two runs. In the first every planned edge is overridden with its exact version; in the second the
 * overrides are gone, and pnpm keeps what is locked as long as it satisfies the ranges.
 */
export async function editPnpm(edit: ProgramEdit): Promise<string> {
  const { files, lockfilePath, lockfile, steps, registry } = edit;
  refuseWhatRuns(files, lockfilePath);
  await using scratch = await openScratch();
  const edges = await plannedEdges(lockfile, steps, manifestReader(registry));
  const project = readProject(edit);
  await writeProject(scratch, edit, pinned(project, edit, edges));
  await expectOk(scratch, edit);
  await writeProject(scratch, edit, project, { lockfile: await scratch.read('pnpm-lock.yaml') });
  await expectOk(scratch, edit);
  return registry.restore(await scratch.read('pnpm-lock.yaml'));
}

/** Whether pnpm would install from the lockfile as it is; empty when it would. */
export async function checkPnpm(check: ProgramCheck): Promise<string[]> {
  refuseWhatRuns(check.files, check.lockfilePath);
  await using scratch = await openScratch();
  await writeProject(scratch, check, readProject(check));
  const end = await run(scratch, check, ['--frozen-lockfile']);
  if (end.ok) return [];
  if (/ERR_PNPM_(OUTDATED_LOCKFILE|LOCKFILE_|NO_LOCKFILE)|not up to date|frozen-lockfile/.test(end.said)) {
    return [/Cannot install[^\n]*/.exec(end.said)?.[0] ?? end.said.slice(0, 500)];
  }
  throw programFailure(end, check.program);
}

interface PnpmProject {
  manifests: Map<string, ManifestObject>;
  settings: PnpmSettings;
}

function readProject({ files }: ProgramCheck): PnpmProject {
  const paths = [...files.keys()].filter((path) => path === 'package.json' || path.endsWith('/package.json'));
  const manifests = new Map(paths.map((path) => [path, scratchManifest(path, files.get(path)!)]));
  return { manifests, settings: pnpmSettings(files) };
}

/** pnpm notes in its lockfile what a hook file did; without running it nobody can write that lockfile. */
function refuseWhatRuns(files: ReadonlyMap<string, string>, lockfilePath: string): void {
  if (!/^pnpmfileChecksum:/m.test(files.get(lockfilePath) ?? '')) return;
  throw new EditError(
    'unsupported',
    `${lockfilePath} was made with a pnpmfile, which is code of the repository and is not run. Update it where that code may run.`,
  );
}

/** The project with an exact version for each edge that the plan is about. */
function pinned(
  { manifests, settings }: PnpmProject,
  { program, files, steps }: ProgramEdit,
  edges: readonly PlannedEdge[],
): PnpmProject {
  const copies = new Map([...manifests].map(([path, manifest]) => [path, structuredClone(manifest)]));
  const overrides: Record<string, string> = {};
  for (const { parent, alias, name, version } of edges) {
    const exact = alias === name ? version : `npm:${name}@${version}`;
    if ('project' in parent) setRange(copies.get(manifestPath(parent.project)), alias, exact);
    else overrides[`${parent.name}@${parent.version}>${alias}`] = exact;
  }
  for (const step of steps) {
    if (step.kind === 'manifest') {
      const exact = step.alias === step.name ? step.version : `npm:${step.name}@${step.version}`;
      setRange(copies.get(manifestPath(step.project)), step.alias, exact);
    } else if (step.kind === 'override') overrides[step.selector] = step.version;
  }
  const workspace = structuredClone(settings.workspace);
  const root = copies.get('package.json')!;
  if (overridesInWorkspace(program, files)) {
    return { manifests: copies, settings: { ...settings, workspace: withOverrides(workspace ?? {}, overrides) } };
  }
  root['pnpm'] = withOverrides(isObject(root['pnpm']) ? root['pnpm'] : {}, overrides);
  return { manifests: copies, settings: { ...settings, workspace } };
}

function withOverrides(holder: ManifestObject, overrides: Record<string, string>): ManifestObject {
  const own = isObject(holder['overrides']) ? holder['overrides'] : {};
  return { ...holder, overrides: { ...own, ...overrides } };
}

function setRange(manifest: ManifestObject | undefined, alias: string, range: string): void {
  for (const section of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const asked = manifest?.[section];
    if (isObject(asked) && Object.hasOwn(asked, alias)) asked[alias] = range;
  }
}

async function writeProject(
  scratch: Scratch,
  { files, lockfilePath, registry }: ProgramCheck,
  { manifests, settings }: PnpmProject,
  { lockfile = files.get(lockfilePath)! } = {},
): Promise<void> {
  const npmrc = [`registry=${registry.address}`, 'fetch-retries=0', ...settings.npmrc];
  const patches = [...files].filter(([path]) => path.endsWith('.patch') || path.endsWith('.diff'));
  await scratch.write([
    ...patches,
    ...[...manifests].map(([path, manifest]) => [path, JSON.stringify(manifest, null, 2)] as const),
    ['.npmrc', `${npmrc.join('\n')}\n`],
    ['pnpm-lock.yaml', lockfile],
  ]);
  if (settings.workspace !== undefined) await scratch.write([['pnpm-workspace.yaml', stringify(settings.workspace)]]);
  else await scratch.remove('pnpm-workspace.yaml');
}

async function expectOk(scratch: Scratch, edit: ProgramEdit): Promise<void> {
  const end = await run(scratch, edit, ['--no-frozen-lockfile']);
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
    args: ['install', '--lockfile-only', '--ignore-scripts', '--ignore-pnpmfile', ...args],
    env: { npm_config_manage_package_manager_versions: 'false', pnpm_config_manage_package_manager_versions: 'false' },
  });
}
