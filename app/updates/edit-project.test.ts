import { beforeAll, describe, expect, test } from 'vitest';
import { parseLockfile } from '../../scanners/lockfiles/index.ts';
import { type Advisory, createMatcher } from '../../scanners/osv/index.ts';
import {
  DEFAULT_PLAN_SETTINGS,
  type OwnOverride,
  type PlannedUpdate,
  planUpdates,
} from '../../scanners/updates/index.ts';
import { makeDocument, NOW } from '../../test/updates/model.ts';
import { registryAway, SURROUNDINGS } from '../../test/updates/registry-there.ts';
import {
  BY_OVERRIDE,
  BY_PARENT,
  DIRECT,
  MANIFEST,
  SMALL_PROJECTS,
  type SmallProject,
  TRANSITIVE,
} from '../../test/updates/small-projects.ts';
import { editProject } from './edit-project.ts';
import { manifestsByFolder } from './manifests/manifests-by-folder.ts';
import { writtenOverrides } from './manifests/written-overrides.ts';
import { proveEdit } from './prove-edit.ts';

const MATCHER = createMatcher([
  advisory('GHSA-direct', 'picocolors', '1.0.1'),
  advisory('GHSA-transitive', 'brace-expansion', '1.1.8'),
  advisory('GHSA-parent', 'minimist', '0.2.1'),
]);

let away: string | undefined;
beforeAll(async () => {
  away = await registryAway();
});

describe.each(SMALL_PROJECTS)('$format', (project) => {
  test('arrives at exactly the planned versions, directly, inside ranges and by a parent, and proves it', async ({
    skip,
  }) => {
    if (away !== undefined) skip(away);
    const updates = [DIRECT, TRANSITIVE, BY_PARENT];
    const outcome = await editProject({ ...SURROUNDINGS, ...project, updates });
    if ('failure' in outcome) throw new Error(outcome.failure.text);
    const files = new Map([...project.files, ...outcome.files]);
    expect(versionsIn(files, project.lockfilePath)).toEqual({
      'balanced-match': newest('1.'),
      'brace-expansion': ['1.1.8'],
      'concat-map': ['0.0.1'],
      minimatch: ['3.0.4'],
      minimist: ['1.2.6'],
      mkdirp: ['0.5.5'],
      picocolors: ['1.0.1'],
    });
    expect(files.get('package.json')).toBe(MANIFEST.replace('"picocolors": "^1.0.0"', '"picocolors": "^1.0.1"'));
    expectTidy(project.files.get(project.lockfilePath)!, files.get(project.lockfilePath)!);

    const proof = await proveEdit({
      ...SURROUNDINGS,
      ...project,
      edited: outcome.files,
      updates,
      matcherFor: () => MATCHER,
      threshold: 'low',
    });
    expect(proof).toMatchObject({ proven: true });
    expect(proof).toMatchObject({ before: { length: 3 }, after: { length: 3 } });
  });

  test('overrides in its own form what a parent pins', async ({ skip }) => {
    if (away !== undefined) skip(away);
    const outcome = await editProject({ ...SURROUNDINGS, ...project, updates: [BY_OVERRIDE] });
    if ('failure' in outcome) throw new Error(outcome.failure.text);
    const files = new Map([...project.files, ...outcome.files]);
    expect(versionsIn(files, project.lockfilePath)).toMatchObject({
      'brace-expansion': ['1.1.7'],
      minimist: ['0.2.1'],
      mkdirp: ['0.5.1'],
      picocolors: ['1.0.0'],
    });
    expect([...outcome.files.keys()].sort()).toEqual(OVERRIDES[project.format].files);
    expect([...outcome.files.values()].join('\n')).toContain(OVERRIDES[project.format].text);
    const proof = await proveEdit({
      ...SURROUNDINGS,
      ...project,
      edited: outcome.files,
      updates: [BY_OVERRIDE],
      matcherFor: () => MATCHER,
      threshold: 'low',
    });
    expect(proof).toMatchObject({ proven: true });
  });
});

describe.each(SMALL_PROJECTS)('$format, whose override is not needed any more', (project) => {
  test('goes back to what it was without, with the same version locked, and proves it', async ({ skip }) => {
    if (away !== undefined) skip(away);
    const overridden = await edited(project, [OVERRIDDEN_WITH_PARENT]);
    const written = writtenOverrides(overridden.files, project.format);
    expect(written).toMatchObject([{ selector: 'minimist', range: '^1.2.5' }]);
    const own = { name: 'minimist', ...written[0]! };
    expect(planned(overridden, own, '^1.2.5')).toMatchObject([{ how: 'unneeded-override', from: ['1.2.6'] }]);
    const removal: PlannedUpdate = {
      name: 'minimist',
      from: ['1.2.6'],
      to: '1.2.6',
      how: 'unneeded-override',
      path: [],
      clears: [],
      steps: [{ kind: 'remove-override', ...own, keeps: ['1.2.6'] }],
    };
    const after = await edited(overridden, [removal]);
    expect(writtenOverrides(after.files, project.format)).toEqual([]);
    expect(after.files.get('package.json')).toBe(MANIFEST);
    expect(after.files.get('pnpm-workspace.yaml') ?? '').toBe('');
    expect(after.files.get(project.lockfilePath)).not.toMatch(/overrides|resolutions/);
    expect(versionsIn(after.files, project.lockfilePath)).toEqual(versionsIn(overridden.files, project.lockfilePath));

    const proof = await proveEdit({
      ...SURROUNDINGS,
      ...overridden,
      edited: after.changed,
      updates: [removal],
      matcherFor: () => MATCHER,
      threshold: 'low',
    });
    expect(proof).toMatchObject({ proven: true, after: [{ version: '1.2.6' }] });

    const changed = await editProject({ ...SURROUNDINGS, ...after, updates: [removal] });
    expect(changed).toMatchObject({ failure: { code: 'input', text: expect.stringContaining('found nothing') } });
  });

  test('is not proven where a parent still asks for another version', async ({ skip }) => {
    if (away !== undefined) skip(away);
    const overridden = await edited(project, [BY_OVERRIDE]);
    const [own] = writtenOverrides(overridden.files, project.format);
    expect(planned(overridden, { name: 'minimist', ...own! }, '0.0.8')).toEqual([]);
    const removal: PlannedUpdate = {
      name: 'minimist',
      from: ['0.2.1'],
      to: '0.2.1',
      how: 'unneeded-override',
      path: [],
      clears: [],
      steps: [{ kind: 'remove-override', name: 'minimist', ...own!, keeps: ['0.2.1'] }],
    };
    const outcome = await editProject({ ...SURROUNDINGS, ...overridden, updates: [removal] });
    if ('failure' in outcome) return expect(outcome.failure.text).toContain('minimist');
    const proof = await proveEdit({
      ...SURROUNDINGS,
      ...overridden,
      edited: outcome.files,
      updates: [removal],
      matcherFor: () => MATCHER,
      threshold: 'low',
    });
    expect(proof).toMatchObject({ proven: false, reasons: [expect.stringContaining('minimist')] });
  });
});

/** mkdirp 0.5.5 asks for `minimist ^1.2.5`: the override does nothing beside it. */
const OVERRIDDEN_WITH_PARENT: PlannedUpdate = {
  ...BY_PARENT,
  how: 'override',
  steps: [
    { kind: 'override', name: 'minimist', selector: 'minimist', range: '^1.2.5', version: '1.2.6' },
    { kind: 'lock', name: 'mkdirp', from: ['0.5.1'], version: '0.5.5' },
  ],
};

/** What is planned for the override; `asked` is what mkdirp asks of minimist, which pnpm must be told by the registry. */
function planned({ files, lockfilePath }: SmallProject, own: OwnOverride, asked: string) {
  const manifests = manifestsByFolder(files);
  const outcome = planUpdates({
    lockfile: parseLockfile({ path: lockfilePath, text: files.get(lockfilePath)!, manifests }),
    manifests,
    alerts: [],
    matcher: MATCHER,
    documents: new Map([
      ['mkdirp', makeDocument('mkdirp', { '0.5.1': { minimist: asked }, '0.5.5': { minimist: asked } })],
    ]),
    settings: DEFAULT_PLAN_SETTINGS,
    suppressions: [],
    ownOverrides: [own],
    now: NOW,
  });
  if ('needs' in outcome) throw new Error(`It wants ${outcome.needs.join(', ')}.`);
  return outcome.plan.updates;
}

async function edited(project: SmallProject, updates: PlannedUpdate[]) {
  const outcome = await editProject({ ...SURROUNDINGS, ...project, updates });
  if ('failure' in outcome) throw new Error(outcome.failure.text);
  return { ...project, files: new Map([...project.files, ...outcome.files]), changed: outcome.files };
}

const OVERRIDES = {
  npm: { files: ['package-lock.json', 'package.json'], text: '"overrides": {\n        "minimist@^0": "^0.2.1"\n    }' },
  pnpm: { files: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'], text: 'minimist@^0: ^0.2.1' },
  'yarn-v1': { files: ['package.json', 'yarn.lock'], text: '"resolutions": {\n        "minimist": "^0.2.1"\n    }' },
  'yarn-berry': { files: ['package.json', 'yarn.lock'], text: '"minimist@npm:0.0.8": "^0.2.1"' },
  bun: { files: ['bun.lock', 'package.json'], text: '"overrides": {\n        "minimist": "^0.2.1"\n    }' },
};

function versionsIn(files: ReadonlyMap<string, string>, path: string): Record<string, string[]> {
  const lockfile = parseLockfile({ path, text: files.get(path)!, manifests: manifestsByFolder(files) });
  const found: Record<string, string[]> = {};
  for (const { name, version, source } of lockfile.dependencies.values()) {
    if (source === 'registry') found[name] = [...(found[name] ?? []), version].sort();
  }
  return found;
}

/** What comes in besides the plan is the package manager's choice. */
function newest(line: string): unknown {
  return [expect.stringMatching(new RegExp(`^${line.replaceAll('.', '\\.')}`))];
}

/** Same form as before, and no trace of the way in which it was made. */
function expectTidy(before: string, after: string): void {
  expect(after).not.toContain('127.0.0.1');
  const hosts = (text: string) => [...new Set([...text.matchAll(/https?:\/\/([^/"]+)/g)].map(([, host]) => host))];
  expect(hosts(after)).toEqual(hosts(before));
  expect(after.split('\n')[0]).toBe(before.split('\n')[0]);
  expect(/\s*$/.exec(after)?.[0]).toBe(/\s*$/.exec(before)?.[0]);
  const stays = (text: string) => text.split('\n').filter((line) => /minimatch|concat-map@/.test(line));
  expect(stays(after)).toEqual(stays(before));
}

function advisory(id: string, name: string, fixed: string): Advisory {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    aliases: [],
    upstream: [],
    summary: '',
    malware: false,
    severity: { level: 'high' },
    affected: [{ name, versions: [], ranges: [{ events: [{ introduced: '0' }, { fixed }] }] }],
    references: [],
  };
}
