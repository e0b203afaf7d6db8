import { readFileSync, writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import arborist, { type ArboristNode } from '@npmcli/arborist';
import type { VersionStep } from '../../../scanners/updates/update-plan.ts';
import { isSame, keepUnchanged } from './keep-unchanged.ts';
import { type LockDocument, openLockTree, type PackageFields, type VersionManifest } from './lock-tree.ts';
import { LOCKFILE } from './npm-files.ts';
import { placeTargets } from './place-targets.ts';
import { pinRanges, raiseLocked } from './planned-ranges.ts';
import { searchWorkspaces } from './search-workspaces.ts';
import { skipInflating } from './skip-inflating.ts';

/** What the process is asked. `before` and `after` are folders with the project's files. */
export type NpmTask =
  | {
      task: 'edit';
      before: string;
      after: string;
      projects: string[];
      steps: VersionStep[];
      options: NpmOptions;
    }
  | { task: 'check'; after: string; options: NpmOptions };

export interface NpmOptions {
  registry: string;
  /** A folder. */
  cache: string;
  timeout: number;
  legacyPeerDeps: boolean;
  installStrategy: string;
  installLinks: boolean;
}

/** What it answers. */
export type NpmAnswer = { text: string; unmet: Wanted[] } | { disagreements: string[] } | { error: NpmFailure };

/** What something asks for and does not get. */
export interface Wanted {
  name: string;
  range: string;
}

export interface NpmFailure {
  code: string;
  message: string;
  detail?: string;
  /** What no version was found for. */
  missing?: Wanted;
}

/**
 * A process of its own, so that time and memory can be bound: npm's own library edits lockfiles, and nothing is installed. It does
 * one task after the other, and ends with the process that asks.
 */
function main(): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (task: NpmTask) => {
    answer(task).then((done) => {
      process.send?.(done);
      // It is killed when nobody needs it, and would not come to do this at its end.
      flushCompileCache();
    });
  });
}

async function answer(task: NpmTask): Promise<NpmAnswer> {
  try {
    return task.task === 'edit' ? await edit(task) : { disagreements: await check(task).catch(missing) };
  } catch (error) {
    const { code = 'UNKNOWN', message, name, wanted } = error as Partial<Record<string, string>>;
    const missing =
      code === 'ETARGET' && name !== undefined && wanted !== undefined ? { name, range: wanted } : undefined;
    return { error: { code, message: message ?? '', detail: explain(error), missing } };
  }
}

async function edit(task: Extract<NpmTask, { task: 'edit' }>): Promise<{ text: string; unmet: Wanted[] }> {
  const place = join(task.after, LOCKFILE);
  const originalText = readFileSync(place, 'utf8');
  const original: unknown = JSON.parse(originalText.replace(/^\uFEFF/, ''));
  const version = (original as { lockfileVersion?: number }).lockfileVersion ?? 1;
  const options = { ...arboristOptions(task.options), lockfileVersion: version, ...resolvedOption(originalText) };

  const projects = readProjects(task);
  pinRanges(projects, task.steps);
  for (const [folder, fields] of projects)
    writeFileSync(join(task.after, folder, 'package.json'), JSON.stringify(fields));
  const tree = openLockTree(structuredClone(original), projects);
  pinRanges(tree.projects, task.steps);
  placeTargets(tree, task.steps, await fetchManifests(task));
  const placed = tree.text();
  writeFileSync(place, JSON.stringify(placed));
  const { lock: next, unmet } = await settle(task.after, options, tree.touched);
  const stays = isSame(placed, next);
  raiseLocked(next as LockDocument, task.steps);
  if (stays) return { text: format(keepUnchanged(original, original, next), originalText), unmet };

  // npm of today may say things about packages that nobody touched: what it would say without the edit is left out.
  const untouched = (await settle(task.before, { ...options, offline: true }).catch(() => undefined))?.lock;
  const isInStep = untouched !== undefined && sameVersions(original, untouched);
  return { text: format(isInStep ? keepUnchanged(original, untouched, next) : next, originalText), unmet };
}

/** npm's own idea of the lockfile that stands in a folder: what is missing added, what nothing needs taken out. */
async function settle(
  folder: string,
  options: Record<string, unknown>,
  touched: ReadonlySet<string> = new Set(),
): Promise<{ lock: unknown; unmet: Wanted[] }> {
  const npm = new arborist.Arborist({ ...options, path: folder });
  skipInflating(npm);
  searchWorkspaces(npm, touched);
  const tree = await npm.buildIdealTree({ complete: true, save: false });
  return { lock: JSON.parse(tree.meta.toString({ format: false })), unmet: unmetIn(tree) };
}

/** npm says nothing where it is optional, or where what is optional asks for it. */
function unmetIn({ inventory }: ArboristNode): Wanted[] {
  const edges = [...inventory.values()].flatMap(({ edgesOut }) => [...edgesOut.values()]);
  return edges.flatMap(({ valid, peer, name, spec }) => (valid || peer ? [] : [{ name, range: spec }]));
}

/** What `npm ci` looks at before it installs. */
async function check({ after, options }: Extract<NpmTask, { task: 'check' }>): Promise<string[]> {
  const settings = { ...arboristOptions(options), path: after, save: false, offline: true };
  const virtual = await new arborist.Arborist(settings).loadVirtual();
  const locked = new Map([...virtual.inventory].map(([place, { name, version }]) => [place, { name, version }]));
  const npm = new arborist.Arborist(settings);
  skipInflating(npm);
  const ideal = await npm.buildIdealTree({ save: false });
  return [...ideal.inventory].flatMap(([place, { name, version }]) => {
    const lock = locked.get(place);
    if (lock === undefined) return [`Missing: ${name}@${version} from lock file`];
    if (lock.version !== version)
      return [`Invalid: lock file's ${lock.name}@${lock.version} does not satisfy ${name}@${version}`];
    return [];
  });
}

/** It wanted to ask the registry: then something is asked for that the lockfile does not hold. */
function missing(error: unknown): string[] {
  const { code, message } = error as { code?: string; message: string };
  if (code !== 'ENOTCACHED') throw error;
  const name = /^request to \S+?:\d+\/(\S+) failed/.exec(message)?.[1] ?? 'something';
  return [`the lockfile holds no ${decodeURIComponent(name)} that its parents ask for`];
}

function arboristOptions({ registry, cache, timeout, legacyPeerDeps, installStrategy, installLinks }: NpmOptions) {
  return {
    registry,
    timeout,
    legacyPeerDeps,
    installStrategy,
    installLinks,
    packageLockOnly: true,
    save: false,
    ignoreScripts: true,
    ignoreExtension: true,
    audit: false,
    fetchRetries: 0,
    // A lockfile that is in step needs none of these fetched; one that is not would have them fetched from anywhere.
    allowGit: 'none',
    allowRemote: 'none',
    allowFile: 'none',
    allowDirectory: 'none',
    git: false,
    // For this task alone: the registry that we are given has its own.
    packumentCache: new Map(),
    cache,
    replaceRegistryHost: 'never',
  };
}

/** Some keep their lockfiles free of addresses: then ours brings none in. */
function resolvedOption(text: string): { omitLockfileRegistryResolved?: boolean } {
  return /"resolved"\s*:\s*"https?:/.test(text) ? {} : { omitLockfileRegistryResolved: true };
}

function readProjects({ after, projects }: { after: string; projects: string[] }): Map<string, PackageFields> {
  return new Map(
    projects.map((folder) => [
      folder === '.' ? '' : folder,
      JSON.parse(readFileSync(join(after, folder, 'package.json'), 'utf8').replace(/^\uFEFF/, '')) as PackageFields,
    ]),
  );
}

/** A registry answers for one version at a small address; some only know the whole document. */
async function fetchManifests({ steps, options }: { steps: VersionStep[]; options: NpmOptions }) {
  const wanted = new Map(steps.map(({ name, version }) => [`${name}@${version}`, { name, version }]));
  const found = await Promise.all(
    [...wanted].map(
      async ([id, { name, version }]) => [id, await fetchManifest(options.registry, name, version)] as const,
    ),
  );
  return new Map(found);
}

async function fetchManifest(registry: string, name: string, version: string): Promise<VersionManifest> {
  const address = `${registry}${name.replace('/', '%2f')}`;
  const one = await fetch(`${address}/${encodeURIComponent(version)}`);
  if (one.ok) return (await one.json()) as VersionManifest;
  const all = await fetch(address);
  const document = all.ok ? ((await all.json()) as { versions?: Record<string, VersionManifest> }) : {};
  const manifest = document.versions?.[version];
  if (manifest !== undefined) return manifest;
  throw Object.assign(new Error(`the registry has no ${name}@${version}`), { code: 'ETARGET' });
}

function sameVersions(a: unknown, b: unknown): boolean {
  const versions = (lock: unknown) => {
    const { packages, dependencies } = lock as {
      packages?: Record<string, { version?: string }>;
      dependencies?: object;
    };
    if (packages === undefined) return JSON.stringify(nestedVersions(dependencies));
    const entries = Object.entries(packages).filter(([place]) => place !== '');
    return JSON.stringify(entries.map(([place, { version }]) => [place, version]).sort());
  };
  return versions(a) === versions(b);
}

function nestedVersions(dependencies: object = {}): unknown[] {
  return Object.entries(dependencies as Record<string, { version?: string; dependencies?: object }>)
    .map(([name, entry]) => [name, entry.version, nestedVersions(entry.dependencies)])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

/** Indentation, line ends and the end of the file as they were. */
function format(lock: unknown, original: string): string {
  const indent = /^([ \t]+)"/m.exec(original)?.[1] ?? (original.trim().includes('\n') ? '' : undefined);
  const text = JSON.stringify(lock, null, indent);
  const eol = original.includes('\r\n') ? '\r\n' : '\n';
  const end = /\s*$/.exec(original)?.[0] ?? '';
  return (original.startsWith('\uFEFF') ? '\uFEFF' : '') + text.replaceAll('\n', eol) + end;
}

function explain(error: unknown): string | undefined {
  const { edge, current } = error as {
    edge?: { from?: { name?: string }; name: string; spec: string };
    current?: { name: string; version: string };
  };
  if (edge === undefined || current === undefined) return undefined;
  return `${edge.from?.name ?? 'the project'} wants ${edge.name}@${edge.spec}, and ${current.name}@${current.version} is there`;
}

main();
