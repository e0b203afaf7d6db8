import { describe, expect, test } from 'vitest';
import type { PlannedUpdate, UpdateStep } from '../../../scanners/updates/update-plan.ts';
import { SURROUNDINGS } from '../../../test/updates/registry-there.ts';
import { serveRegistry } from '../../../test/updates/serve.ts';
import { editProject } from '../edit-project.ts';

/** What each version asks for. */
const PACKAGES = {
  boat: {
    '1.0.0': { oar: '^1.0.0', rope: '^1.0.0' },
    '2.0.0': { oar: '^2.0.0', rope: '^1.0.0', sail: '^1.0.0' },
    '2.1.0': { rope: '^1.2.0' },
  },
  oar: { '1.0.0': {}, '1.1.0': {}, '2.0.0': { wood: '~1.0.0' }, '2.1.0': { wood: '^1.1.0' }, '2.2.0': {} },
  rope: { '1.0.0': {}, '1.1.0': {}, '1.2.0': {}, '2.0.0': {} },
  mast: { '1.0.0': { sail: '~0.9.0 || ~1.0.0' } },
  sail: { '0.9.0': {}, '1.0.0': { rope: '^1.0.0' }, '1.1.0': { rope: '^2.0.0', cloth: '^1.0.0' } },
  cloth: { '1.0.0': {}, '1.3.0': {} },
  wood: { '1.0.0': {}, '1.0.4': {}, '1.1.0': {} },
  shed: { '1.0.0': { boat: '^1.0.0 || ^2.0.0' } },
};

const BOAT: UpdateStep = {
  kind: 'manifest',
  project: 'packages/pier',
  section: 'dependencies',
  alias: 'boat',
  name: 'boat',
  from: '^1.0.0',
  to: '^2.0.0',
  version: '2.0.0',
};

interface Case {
  what: string;
  files: Record<string, string>;
  steps: UpdateStep[];
  /** Places and versions afterwards, without what is linked. */
  after: Record<string, string>;
}

const LOCKED = { boat: '1.0.0', oar: '1.0.0', rope: '1.0.0' };
const ROOT = { name: 'harbour', version: '1.0.0' };

const CASES: Case[] = [
  {
    what: 'a parent that only a workspace needs brings what it asks for, and moves nothing else',
    files: workspace(LOCKED),
    steps: [BOAT],
    after: { boat: '2.0.0', oar: '2.2.0', rope: '1.0.0', sail: '1.1.0', 'sail>rope': '2.0.0', cloth: '1.3.0' },
  },
  {
    what: 'new children get the planned versions, not the newest',
    files: workspace({ ...LOCKED, mast: '1.0.0', 'mast>sail': '0.9.0' }, { mast: '^1.0.0' }),
    steps: [
      BOAT,
      { kind: 'lock', name: 'oar', from: ['1.0.0'], version: '2.0.0' },
      { kind: 'lock', name: 'sail', from: ['0.9.0'], version: '1.0.0' },
    ],
    after: {
      boat: '2.0.0',
      mast: '1.0.0',
      oar: '2.0.0',
      rope: '1.0.0',
      sail: '1.0.0',
      wood: '1.0.4',
    },
  },
  {
    what: 'what comes in shares a planned version where it can, and has its own where it cannot',
    files: workspace(LOCKED),
    steps: [BOAT, { kind: 'lock', name: 'rope', from: ['1.0.0'], version: '1.1.0' }],
    after: { boat: '2.0.0', oar: '2.2.0', rope: '1.1.0', sail: '1.1.0', 'sail>rope': '2.0.0', cloth: '1.3.0' },
  },
  {
    what: 'what was wrong in a workspace before stays as it was',
    files: workspace({ ...LOCKED, oar: '2.0.0', wood: '1.0.0' }),
    steps: [{ kind: 'lock', name: 'rope', from: ['1.0.0'], version: '1.1.0' }],
    after: { boat: '1.0.0', oar: '2.0.0', rope: '1.1.0', wood: '1.0.0' },
  },
  {
    what: 'a planned version stays where something new wants a newer one',
    files: workspace(LOCKED, { rope: '^1.0.0' }),
    steps: [
      { ...BOAT, project: '.', alias: 'rope', name: 'rope', to: '^1.1.0', version: '1.1.0' },
      { ...BOAT, to: '^2.1.0', version: '2.1.0' },
    ],
    after: { boat: '2.1.0', 'boat>rope': '1.2.0', rope: '1.1.0' },
  },
  {
    what: 'a parent below another package',
    files: project({ shed: '^1.0.0' }, { ...LOCKED, shed: '1.0.0' }),
    steps: [
      { kind: 'lock', name: 'boat', from: ['1.0.0'], version: '2.0.0' },
      { kind: 'lock', name: 'oar', from: ['1.0.0'], version: '2.1.0' },
    ],
    after: {
      boat: '2.0.0',
      cloth: '1.3.0',
      oar: '2.1.0',
      rope: '1.0.0',
      sail: '1.1.0',
      'sail>rope': '2.0.0',
      shed: '1.0.0',
      wood: '1.1.0',
    },
  },
  {
    what: 'a package.json that is none of the projects asks for nothing',
    files: {
      ...project({ boat: '^1.0.0', rope: '^1.0.0' }, LOCKED),
      'examples/package.json': JSON.stringify({ name: 'example', dependencies: { rope: '^1.0.0', oar: '1.0.0' } }),
    },
    steps: [{ kind: 'lock', name: 'oar', from: ['1.0.0'], version: '1.1.0' }],
    after: { boat: '1.0.0', oar: '1.1.0', rope: '1.0.0' },
  },
];

describe.each([1, 2, 3])('lockfile version %i', (lockfileVersion) => {
  test.each(CASES.filter(({ files }) => lockfileVersion > 1 || !('packages/pier/package.json' in files)))(
    '$what',
    async ({ files, steps, after }) => {
      const edited = await edit(inVersion(files, lockfileVersion), steps);
      expect(places(edited.get('package-lock.json')!)).toEqual(after);
    },
  );
});

test('keeps the name, the form and the order of a shrinkwrap', async () => {
  const { 'package-lock.json': lockfile, ...files } = project({ boat: '^1.0.0' }, LOCKED);
  const text = `\uFEFF${JSON.stringify(JSON.parse(lockfile!), null, '\t').replaceAll('\n', '\r\n')}\r\n\r\n`;
  const steps: UpdateStep[] = [{ kind: 'lock', name: 'rope', from: ['1.0.0'], version: '1.1.0' }];
  const edited = await edit({ ...files, 'npm-shrinkwrap.json': text }, steps);
  expect([...edited.keys()]).toEqual(['npm-shrinkwrap.json']);
  const [before, after] = [text, edited.get('npm-shrinkwrap.json')!].map((each) => each.split('\n'));
  const changed = after!.flatMap((line, at) => (line === before![at] ? [] : [line.trim()]));
  expect(changed).toEqual(['"version": "1.1.0",', '"integrity": "sha512-rope1.1.0"']);
  expect(after).toHaveLength(before!.length);
});

async function edit(files: Record<string, string>, steps: UpdateStep[]): Promise<ReadonlyMap<string, string>> {
  const { url } = await serveRegistry(PACKAGES);
  const lockfilePath = Object.keys(files).find((path) => /^(package-lock|npm-shrinkwrap)\.json$/.test(path))!;
  const outcome = await editProject({
    ...SURROUNDINGS,
    registry: { default: url },
    files: new Map(Object.entries(files)),
    lockfilePath,
    format: 'npm',
    updates: [{ ...UPDATE, steps }],
  });
  if ('failure' in outcome) throw new Error(outcome.failure.text);
  return outcome.files;
}

const UPDATE: PlannedUpdate = { name: 'boat', from: [], to: '', how: 'parent', path: [], clears: [], steps: [] };

function project(dependencies: Record<string, string>, locked: Record<string, string>): Record<string, string> {
  const manifest = { ...ROOT, dependencies };
  return { 'package.json': JSON.stringify(manifest), 'package-lock.json': lockfile({ '': manifest }, locked) };
}

/** `packages/pier` asks for the boat. */
function workspace(locked: Record<string, string>, dependencies = {}): Record<string, string> {
  const root = { ...ROOT, workspaces: ['packages/*'], dependencies };
  const pier = { name: 'pier', version: '1.0.0', dependencies: { boat: '^1.0.0' } };
  const link = { 'node_modules/pier': { resolved: 'packages/pier', link: true } };
  return {
    'package.json': JSON.stringify(root),
    'packages/pier/package.json': JSON.stringify(pier),
    'package-lock.json': lockfile({ '': root, ...link, 'packages/pier': pier }, locked),
  };
}

function lockfile(projects: Record<string, object>, locked: Record<string, string>): string {
  const entries = Object.entries(locked).map(([path, version]) => {
    const name = path.slice(path.lastIndexOf('>') + 1);
    const dependencies = (PACKAGES as Record<string, Record<string, object>>)[name]![version]!;
    const asks = Object.keys(dependencies).length === 0 ? {} : { dependencies };
    return [
      `node_modules/${path.replaceAll('>', '/node_modules/')}`,
      { version, integrity: `sha512-${name}${version}`, ...asks },
    ];
  });
  const packages = { ...projects, ...Object.fromEntries(entries) };
  return JSON.stringify({ ...ROOT, lockfileVersion: 3, requires: true, packages }, null, 2);
}

function inVersion(files: Record<string, string>, lockfileVersion: number): Record<string, string> {
  const { packages, ...rest } = JSON.parse(files['package-lock.json']!) as {
    packages: Record<string, { version: string; dependencies?: object; link?: boolean; resolved?: string }>;
  };
  const dependencies = Object.fromEntries(
    Object.entries(packages).flatMap(([place, { dependencies: requires, link, resolved, ...entry }]) => {
      if (!place.startsWith('node_modules/')) return [];
      const held = link ? { version: `file:${resolved}` } : { ...entry, requires };
      return [[place.slice('node_modules/'.length), held]];
    }),
  );
  const lock = {
    1: { ...rest, lockfileVersion, dependencies },
    2: { ...rest, lockfileVersion, packages, dependencies },
    3: { ...rest, lockfileVersion, packages },
  }[lockfileVersion];
  return { ...files, 'package-lock.json': JSON.stringify(lock, null, 2) };
}

interface Nested {
  version: string;
  dependencies?: Record<string, Nested>;
}

/** `outer>inner` with the version that lies there. */
function places(text: string): Record<string, string> {
  const { packages, dependencies } = JSON.parse(text) as {
    packages?: Record<string, { version: string; link?: boolean }>;
    dependencies?: Record<string, Nested>;
  };
  const found: Record<string, string> = {};
  if (packages === undefined) {
    collect(dependencies ?? {}, '');
    return found;
  }
  for (const [place, { version, link }] of Object.entries(packages)) {
    if (!link && place.startsWith('node_modules/')) {
      found[place.slice('node_modules/'.length).replaceAll('/node_modules/', '>')] = version;
    }
  }
  return found;

  function collect(holder: Record<string, Nested>, at: string): void {
    for (const [name, { version, dependencies: inner = {} }] of Object.entries(holder)) {
      found[at + name] = version;
      collect(inner, `${at}${name}>`);
    }
  }
}
