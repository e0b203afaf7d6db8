import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { type ConfigSuppression, pathFilter, suppressionEnd } from '../config/index.ts';
import { detectLockfile, type InventoryItem, type Lockfile } from '../lockfiles/index.ts';
import type { ScanFailure } from '../reports/index.ts';
import { findFiles } from './find-files.ts';
import { splitProblems } from './left-out.ts';
import { readLockfile } from './read-lockfile.ts';
import { type RootConfig, readRootConfig } from './read-root-config.ts';
import { findScanRoot } from './scan-root.ts';
import type { Telling } from './telling.ts';

/** A lockfile that was read, and what the configuration of its repository holds back. */
export interface ReadTarget {
  /** Relative to the root; where several roots are scanned at once, that root stands before it. */
  path: string;
  /** Relative to its own root: what the patterns of its configuration are about. */
  repositoryPath: string;
  text: string;
  lockfile: Lockfile;
  items: InventoryItem[];
  suppressions: readonly ConfigSuppression[];
}

export interface ReadTargets {
  /** The first path's root; it names the whole. */
  root: string;
  lockfiles: ReadTarget[];
  failures: ScanFailure[];
}

interface Root {
  folder: string;
  /** Put before its paths, where several roots are scanned at once. */
  prefix: string;
  config: RootConfig;
}

/** Finds and reads the lockfiles of all paths. What cannot be read is a failure, and the others are read. */
export async function readTargets(
  context: { folder: string; now: () => Date },
  paths: readonly string[],
  messages: Telling,
): Promise<ReadTargets> {
  const failures: ScanFailure[] = [];
  const lockfiles = new Map<string, ReadTarget>();
  const roots = new Map<string, Root>();

  const places = await Promise.all(paths.map(findPlace));
  const distinct = new Set(places.flatMap((place) => place?.root ?? []));
  for (const place of places) if (place !== undefined) await readPlace(place);
  return {
    root: places.find((place) => place !== undefined)?.root ?? context.folder,
    lockfiles: [...lockfiles.values()],
    failures,
  };

  async function findPlace(
    path: string,
  ): Promise<{ given: string; at: string; isFile: boolean; root: string } | undefined> {
    const at = resolve(context.folder, path);
    const found = await stat(at).catch(() => undefined);
    if (found?.isDirectory()) return { given: path, at, isFile: false, root: await findScanRoot(at) };
    if (found?.isFile()) return { given: path, at, isFile: true, root: await findScanRoot(dirname(at)) };
    failures.push({
      path,
      expected: 'a folder or a lockfile',
      found: 'nothing that can be opened',
      cure: 'Check the path.',
    });
    return undefined;
  }

  async function readPlace({
    given,
    at,
    isFile,
    root: folder,
  }: NonNullable<Awaited<ReturnType<typeof findPlace>>>): Promise<void> {
    const root = await openRoot(folder);
    const base = isFile ? dirname(at) : at;
    messages.progress(`looking for lockfiles in ${given}`);
    const files = await findFiles(base);
    const manifests = new Set(files.manifestFolders);
    if (isFile) {
      await readOne(root, { base, file: relative(base, at), manifests, named: true });
      return;
    }
    failures.push(
      ...files.failures.map((failure) => ({ ...failure, path: pathIn(root, resolve(base, failure.path)) })),
    );
    const ignored = pathFilter(root.config.config.ignorePaths);
    const wanted = files.lockfiles.filter((file) => !ignored(unprefixed(root, resolve(base, file))));
    let read = 0;
    for (const [index, file] of wanted.entries()) {
      messages.progress(`reading ${index + 1} of ${wanted.length}: ${file}`);
      const besideText = file.endsWith('bun.lockb') && wanted.includes(file.slice(0, -1));
      if (await readOne(root, { base, file, manifests, named: false, besideText })) read += 1;
    }
    if (read > 0 || wanted.some((file) => detectLockfile(file)?.supported)) return;
    const left = files.lockfiles.length - wanted.length;
    const found = left === 0 ? 'none that is read' : `${left}, all of them left out by ignore-paths`;
    failures.push({
      path: given,
      expected: 'a lockfile',
      found,
      cure: 'Give the folder of a project that has one (package-lock.json, yarn.lock, pnpm-lock.yaml, bun.lock).',
    });
  }

  interface One {
    /** The folder that was searched; `file` and `manifests` are relative to it. */
    base: string;
    file: string;
    manifests: ReadonlySet<string>;
    /** On the command line itself. */
    named: boolean;
    /** bun.lockb with the bun.lock that bun reads in its place. */
    besideText?: boolean;
  }

  async function readOne(root: Root, { base, file, manifests, named, besideText = false }: One): Promise<boolean> {
    const at = resolve(base, file);
    if (lockfiles.has(at)) return true;
    const path = pathIn(root, at);
    const detected = detectLockfile(file);
    if (detected?.supported === false && !named && (detected.name !== 'bun.lockb' || besideText)) {
      messages.note(`${path}: not read: ${besideText ? 'bun.lock beside it is' : detected.reason}`);
      return false;
    }
    const outcome = await readLockfile({ at, path, base, file, manifests, root: root.folder });
    if ('failure' in outcome) failures.push(outcome.failure);
    else {
      const repositoryPath = unprefixed(root, at);
      const leftOut = splitProblems(path, outcome.lockfile.problems);
      failures.push(...leftOut.failures);
      for (const note of leftOut.notes) messages.note(note);
      lockfiles.set(at, { ...outcome, path, repositoryPath, suppressions: root.config.config.suppressions });
    }
    return 'lockfile' in outcome;
  }

  async function openRoot(folder: string): Promise<Root> {
    const known = roots.get(folder);
    if (known !== undefined) return known;
    const config = await readRootConfig(folder);
    const prefix = distinct.size > 1 ? `${toSlashes(relative(context.folder, folder)) || '.'}/` : '';
    const root: Root = { folder, prefix, config };
    roots.set(folder, root);
    for (const { file, key, line, expected, found, cure } of config.problems) {
      failures.push({
        path: `${prefix}${file}`,
        line,
        expected: key === '' ? expected : `${key} to be ${expected}`,
        found,
        cure,
      });
    }
    tellOfConfig(root);
    return root;
  }

  function tellOfConfig({ prefix, config: { config } }: Root): void {
    const file = `${prefix}.github/lockkeeper.yml`;
    if (config.extends !== undefined) {
      messages.note(`${file}: _extends is not followed by the command line: only the file's own keys count`);
    }
    for (const suppression of config.suppressions) {
      const end = suppressionEnd(suppression);
      if (end === null || end > context.now()) continue;
      const what = [suppression.package, suppression.advisory].filter((each) => each !== undefined).join(', ');
      messages.note(`${file}: the suppression of ${what} expired on ${suppression.expires} and holds nothing back`);
    }
  }
}

function pathIn(root: Root, at: string): string {
  return `${root.prefix}${unprefixed(root, at)}`;
}

function unprefixed({ folder }: Root, at: string): string {
  return toSlashes(relative(folder, at)) || '.';
}

function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
