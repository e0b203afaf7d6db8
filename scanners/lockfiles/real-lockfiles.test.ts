import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectLockfile, type LockfileFamily } from './detect-lockfile.ts';
import { type InventoryItem, inventory } from './inventory.ts';
import { locateEntries } from './locate-entries.ts';
import type { Lockfile } from './lockfile.ts';
import { LockfileError } from './lockfile-error.ts';
import { parseLockfile } from './parse-lockfile.ts';

/** Lockfiles of real projects and of other tools' tests, with what is true of them. They are not part of the repository. */
const DATA = join(import.meta.dirname, '../../../shared/data/lockfiles');
const PRESENT = existsSync(join(DATA, 'index.json'));

interface Entry {
  file: string;
  format: string;
  /** Registry packages, by name and version; 0 for what does not parse. */
  distinct: number;
}

type Read = { lockfile: Lockfile; items: InventoryItem[]; text: string } | { error: LockfileError };

const index = PRESENT ? (load('index.json') as Entry[]) : [];
const FAMILIES: Record<string, LockfileFamily> = { npm: 'npm', yarn1: 'yarn', berry: 'yarn', pnpm: 'pnpm', bun: 'bun' };
const texts = index.filter(({ format }) => FAMILIES[format] !== undefined);
const wild = texts.filter(({ file }) => file.startsWith('wild/'));
const cache = new Map<string, Read>();

describe.skipIf(!PRESENT)('real lockfiles (left out where ../shared/data is absent)', () => {
  it.each(texts.map(({ file, distinct }) => [file, distinct] as const))(
    '%s holds %i registry packages',
    (file, distinct) => {
      const read = readOne(file);
      expect('error' in read ? 0 : read.items.length).toBe(distinct);
    },
  );

  it('fails on what does not parse, reports odd entries, names what is not read, and takes the rest', () => {
    const hostile = load('hostile.json') as { file: string; why: string[] }[];
    const outcomes = hostile.map(({ file, why }) => {
      const reasons = why.join('; ');
      if (file.endsWith('bun.lockb')) return [file, detectLockfile(file)?.supported, false];
      const read = readOne(file);
      if (/does not parse|not an object|bun -1|>= 1/.test(reasons))
        return [file, 'error' in read && read.error.detail.cure !== '', true];
      if ('error' in read) return [file, read.error.message, 'read'];
      const odd = /(\d+) entries without a usable/.exec(reasons);
      return [file, read.lockfile.problems.length, odd === null ? 0 : Number(odd[1])];
    });
    for (const [file, found, expected] of outcomes) expect([file, found]).toEqual([file, expected]);
    expect(outcomes).toHaveLength(52);
  });

  it('never offers workspace, link, file and git entries to advisories', () => {
    const pairs = load('matches-nonregistry.json') as Record<string, string[]>;
    let checked = 0;
    for (const [file, lines] of Object.entries(pairs)) {
      const read = readOne(file);
      if ('error' in read) throw read.error;
      const offered = new Set(read.items.map(({ name, version }) => `${name}@${version}`));
      for (const line of lines) {
        expect([file, line, offered.has(line.split(' ')[1]!)]).toEqual([file, line, false]);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(20);
  });

  it('lists every package that a known finding is about', () => {
    const matches = load('matches.json') as Record<string, string[]>;
    let checked = 0;
    for (const [file, pairs] of Object.entries(matches)) {
      const read = readOne(file);
      const items = 'error' in read ? [] : read.items;
      const listed = new Set(items.map(({ name, version }) => `${name}@${version}`));
      expect([file, pairs.filter((pair) => !listed.has(pair.split(' ')[0]!))]).toEqual([file, []]);
      checked += pairs.length;
    }
    expect(checked).toBe(7540);
  });

  it('gives every package a path but for those that nothing in their file leads to', () => {
    const orphans: Record<string, number> = {};
    for (const { file } of wild) {
      const read = readOne(file);
      if ('error' in read) continue;
      const lost = read.items.filter(({ direct, path }) => !direct && path.length === 0);
      if (lost.length > 0) orphans[file] = lost.length;
      expect(lost.every(({ requiredBy }) => requiredBy === '')).toBe(true);
    }
    // Descriptors that no entry of these files asks for: yarn left them when it changed what asked.
    expect(orphans).toEqual({
      'wild/aws-amplify__amplify-cli/yarn.lock': 2,
      'wild/jestjs__jest@2f5a93df29/yarn.lock': 3,
      'wild/jestjs__jest@3f17932061/yarn.lock': 6,
      'wild/jestjs__jest@755640d947/yarn.lock': 3,
      'wild/jestjs__jest@d3cadd18f3/yarn.lock': 6,
    });
  });

  it('ends each path at an entry or project that really asks for the package, in the range given', () => {
    let checked = 0;
    for (const { file } of texts) {
      const read = readOne(file);
      if ('error' in read) continue;
      const asked = edgesByParent(read.lockfile);
      for (const item of read.items) {
        if (item.requiredBy === '') continue;
        checked++;
        const edges = asked.get(item.requiredBy) ?? new Set();
        if (!item.keys.some((key) => edges.has(`${key}\n${item.requiredRange}`)))
          expect.unreachable(`${file}: ${JSON.stringify(item)}`);
      }
    }
    expect(checked).toBeGreaterThan(100_000);
  });

  it('finds the line of every entry', () => {
    let checked = 0;
    for (const { file } of texts) {
      const read = readOne(file);
      if ('error' in read) continue;
      const lines = read.text.split('\n');
      const located = locateEntries(read.text, read.lockfile.format, read.lockfile.dependencies.keys());
      for (const { key, name, alias } of read.lockfile.dependencies.values()) {
        const line = lines[located.get(key)! - 1];
        if (line === undefined || !line.includes(alias ?? name)) {
          // A link is named by its target, and an address of pnpm by its package.
          if (line === undefined || read.lockfile.format === 'yarn-v1') expect.unreachable(`${file}: ${key}: ${line}`);
        }
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(100_000);
  });

  it('agrees with the manifests about what is direct', () => {
    let checked = 0;
    const differing: string[] = [];
    for (const { file, format } of wild) {
      const read = readOne(file);
      if ('error' in read || format === 'yarn1' || format === 'berry' || read.lockfile.formatVersion === '1') continue;
      // Named in a first document of its own, and in no manifest.
      const own = read.text.includes('packageManagerDependencies:') ? ['pnpm', '@pnpm/exe'] : [];
      for (const { path, dependencies } of read.lockfile.projects) {
        const manifest = join(DATA, dirname(file), path, 'package.json');
        if (!existsSync(manifest)) continue;
        const listed = dependencies.map(({ name }) => name).filter((name) => !own.includes(name));
        checked++;
        if (listed.sort().join() !== askedFor(manifest, format, listed).join()) differing.push(`${file} ${path}`);
      }
    }
    // This project's pnpm-lock.yaml was left behind when it went over to another package manager.
    expect(differing).toEqual(['wild/elysiajs__elysia@8cb9b60a4c/pnpm-lock.yaml .']);
    expect(checked).toBeGreaterThan(100);
  });
});

function readOne(file: string): Read {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const { format } = index.find((entry) => entry.file === file)!;
  const text = readFileSync(join(DATA, file), 'utf8');
  let read: Read;
  try {
    const lockfile = parseLockfile({ path: file, text, manifests: manifestsBeside(file) }, FAMILIES[format]);
    read = { lockfile, items: inventory(lockfile), text };
  } catch (error) {
    if (!(error instanceof LockfileError)) throw error;
    read = { error };
  }
  cache.set(file, read);
  return read;
}

function manifestsBeside(file: string): Map<string, string> {
  const folder = join(DATA, dirname(file));
  const found = new Map<string, string>();
  const names = file.startsWith('wild/')
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
    : ['package.json'];
  for (const name of names) {
    if (name !== 'package.json' && !name.endsWith('/package.json')) continue;
    const path = join(folder, name);
    if (existsSync(path)) found.set(relative(folder, dirname(path)) || '.', readFileSync(path, 'utf8'));
  }
  return found;
}

/** What each parent asks for, by the label that paths show: `key` and range of its edges. */
function edgesByParent({ projects, dependencies }: Lockfile): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>();
  const add = (label: string, edges: { to: string; range: string }[]) => {
    const known = asked.get(label) ?? new Set();
    asked.set(label, known);
    for (const { to, range } of edges) known.add(`${to}\n${range}`);
  };
  for (const { path, dependencies: edges } of projects) add(path, edges);
  for (const { name, version, dependencies: edges } of dependencies.values())
    add(version === '' ? name : `${name}@${version}`, edges);
  return asked;
}

function load(file: string): unknown {
  return JSON.parse(readFileSync(join(DATA, file), 'utf8'));
}

/**
 * The manifest's names but for those that pnpm only links: these have no entry. What only a peer list names is there when
 * something fills it.
 */
function askedFor(manifest: string, format: string, listed: readonly string[]): string[] {
  const read = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Record<string, string>>;
  const names = new Set(Object.keys(read.peerDependencies ?? {}).filter((name) => listed.includes(name)));
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, range] of Object.entries(read[field] ?? {})) {
      if (format !== 'pnpm' || !/^(workspace|link):/.test(range)) names.add(name);
    }
  }
  return [...names].sort();
}
