import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORGANISATION, readOrganisation } from '../../demo/read-organisation.ts';
import { ADVISORIES_FOLDER } from '../../demo/serve-advisories.ts';
import { type AlertFacts, assessLockfile } from '../../scanners/alerts/index.ts';
import { inventory, parseLockfile } from '../../scanners/lockfiles/index.ts';
import { type Advisory, type AdvisorySource, createMatcher, type Matcher } from '../../scanners/osv/index.ts';
import { openLocalSource } from '../../scanners/osv/sources/local.ts';
import { type Stage, useStage } from '../app/open-stage.ts';
import { openTestPglite } from '../databases.ts';
import type { Files } from '../github/index.ts';
import { downloadBranch } from './download-branch.ts';
import { installFrozen } from './install-frozen.ts';
import { installedPackages } from './installed-packages.ts';
import { registryAway, TEST_CACHE } from './registry-there.ts';
import { pullsOf, updateRows } from './update-stage.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

/** Each project, its lockfile, and how its vulnerable packages are to be cured. The versions are the registry's to say. */
const PROJECTS: { name: string; lockfile: string; ways: string[] }[] = [
  {
    name: 'tide-tables',
    lockfile: 'package-lock.json',
    ways: ['debug 4.4.2 direct', 'minimist 1.2.5 direct', 'moment 2.29.1 direct'],
  },
  {
    name: 'beacon-web',
    lockfile: 'package-lock.json',
    ways: [
      'axios 0.21.1 direct',
      'body-parser 1.19.0 parent',
      'cookie 0.4.0 parent',
      'debug 4.2.0 parent',
      'express 4.17.1 direct',
      'jsonwebtoken 8.5.1 direct',
      'lodash 4.17.15,4.17.20 direct',
      'minimatch 3.0.4 parent',
      'nanoid 3.1.12 parent',
      'path-to-regexp 0.1.7 parent',
      'qs 6.7.0 parent',
      'semver 5.7.1 direct',
      'semver 5.7.1 parent',
      'send 0.17.1 parent',
      'serialize-javascript 5.0.1 parent',
      'serve-static 1.14.1 parent',
    ],
  },
  {
    name: 'lighthouse',
    lockfile: 'package-lock.json',
    ways: ['path-to-regexp 0.1.7 direct', 'yaml 2.2.1 direct'],
  },
  {
    name: 'chart-room',
    lockfile: 'npm-shrinkwrap.json',
    ways: ['coa 2.0.3 rollback', 'minimist 1.2.5 transitive', 'rc 1.2.9 rollback'],
  },
  {
    name: 'signal-lamp',
    lockfile: 'yarn.lock',
    ways: [
      'json5 1.0.1 override',
      'lodash 4.17.11 direct',
      'node-forge 1.2.1 direct',
      'shelljs 0.8.4 direct',
      'socket.io-parser 3.3.0 direct',
      'ws 7.4.5 direct',
    ],
  },
  {
    name: 'mooring',
    lockfile: 'yarn.lock',
    ways: [
      'handlebars 4.7.6 direct',
      'markdown-it 12.0.4 direct',
      'minimatch 3.0.4 override',
      'semver 7.3.4 direct',
      'tar 6.2.0 direct',
    ],
  },
  {
    name: 'pilot-station',
    lockfile: 'pnpm-lock.yaml',
    ways: ['esbuild 0.18.20 direct', 'undici 5.28.3 direct'],
  },
  {
    name: 'rope-store',
    lockfile: 'pnpm-lock.yaml',
    ways: ['form-data 2.3.3 override', 'lodash 4.17.20 direct', 'minimatch 3.1.2 transitive', 'qs 6.5.5 override'],
  },
  {
    name: 'foghorn',
    lockfile: 'bun.lock',
    ways: ['axios 1.6.0 direct', 'ejs 3.1.6 direct', 'got 11.8.2 direct', 'nanoid 3.1.20 direct'],
  },
  {
    name: 'buoy-yard',
    lockfile: 'bun.lock',
    ways: ['minimatch 3.0.4 parent', 'minimist 0.0.8 parent', 'semver 7.3.4 direct'],
  },
];

describe('update pull requests for projects with real flaws, from the real registry', () => {
  const ends: (() => Promise<void>)[] = [];
  let away: string | undefined;
  let stage: Stage;
  let matcher: Matcher;
  let bases: Map<string, Files>;

  beforeAll(async () => {
    away = await registryAway();
    if (away !== undefined) return;
    const repositories = [...(await readOrganisation()), ...(await readOrganisation(join(FIXTURES, 'real-projects')))];
    bases = new Map(repositories.map(({ name, files }) => [name, files]));
    const source = both(ADVISORIES_FOLDER, join(FIXTURES, 'real-advisories'));
    matcher = createMatcher(new Set(await allOf(source)));
    stage = await useStage(openTestPglite)(
      { accounts: [{ login: ORGANISATION, repositories }] },
      { source, config: { cacheFolder: TEST_CACHE } },
      (act) => ends.push(act),
    );
    ends.unshift(async () => stage.database[Symbol.asyncDispose]());
    await stage.github.installApp(ORGANISATION);
    await stage.service.idle({ withDeferred: true });
    await stage.service.runNow('hourly-run');
    await stage.service.idle();
  }, 600_000);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  test.for(PROJECTS)(
    '$name: its branch installs frozen, and nothing claimed is left',
    { timeout: 300_000 },
    async ({ name, lockfile: path, ways }, { skip, annotate }) => {
      if (away !== undefined) skip(away);
      await using opened = new AsyncDisposableStack();
      const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-real-'));
      opened.defer(() => rm(folder, { recursive: true, force: true }));
      const fullName = `${ORGANISATION}/${name}`;

      const [pull, ...others] = await pullsOf(stage.github, fullName);
      expect(others).toEqual([]);
      expect(pull).toMatchObject({ state: 'open', base: { ref: 'main' } });
      const row = (await updateRows(stage.service.db)).find(({ repository }) => repository === name)!;
      expect(row.proof!.refused).toEqual([]);
      expect(row.updates.map((update) => `${update.name} ${update.from} ${update.how}`)).toEqual(ways);
      for (const { from, to } of row.updates) {
        const said = to === '' ? `${from.join(', ')} → (gone)` : `${from.join(', ')} → ${to}`;
        expect(pull!.body).toContain(said);
      }

      const files = await downloadBranch(stage.github, { fullName, branch: pull!.head.ref, folder });
      const claims = new Set(row.updates.flatMap((update) => update.clears.map((group) => `${update.name} ${group}`)));
      const before = findings(new Map(Object.entries(bases.get(name)!).map(([at, text]) => [at, String(text)])), path);
      const claimed = before.filter((finding) => claims.has(keyOf(finding)));
      expect(claimed.map(keyOf).sort()).toEqual([...claims].sort());
      const after = findings(files, path);
      expect(after.map(keyOf)).toEqual(before.map(keyOf).filter((key) => !claims.has(key)));

      const started = performance.now();
      const program = await installFrozen({ folder, files, lockfilePath: path });
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      // What lies in the folder now, read without our lockfile parsers.
      const installed = await installedPackages(folder);
      expect(installed.length).toBeGreaterThan(ways.length);
      const cleared = new Set(claimed.flatMap((each) => each.advisoryIds.map((id) => `${each.packageName} ${id}`)));
      const found = installed.flatMap((each) =>
        matcher.match(each.name, each.version).map(({ id }) => `${each.name} ${id}`),
      );
      expect(found.filter((finding) => cleared.has(finding))).toEqual([]);
      await annotate(
        `${name} (${program}): findings ${before.length} → ${after.length}, frozen install in ${seconds} s`,
      );
    },
  );

  test('says of what is left who pins it, in the pull request and on evidence', async ({ skip }) => {
    if (away !== undefined) skip(away);
    const [pull] = await pullsOf(stage.github, `${ORGANISATION}/tide-tables`);
    expect(pull!.body).toContain('request 2.88.2 asks for tough-cookie \\~2.5.0, and there is no newer one');
    const skips = await stage.service.db
      .selectFrom('evidence')
      .select('data')
      .where('event', '=', 'update.skipped')
      .execute();
    const waiting = skips.filter(({ data }) => data.includes('"tough-cookie"') && data.includes('tide-tables'));
    expect(waiting).toHaveLength(1);
    expect(JSON.parse(waiting[0]!.data)).toMatchObject({
      why: 'waiting-on-parent',
      reason: expect.stringContaining('request 2.88.2 asks for tough-cookie ~2.5.0'),
    });
  });

  function findings(files: ReadonlyMap<string, string>, path: string): AlertFacts[] {
    const manifests = new Map(
      [...files]
        .filter(([at]) => at === 'package.json' || at.endsWith('/package.json'))
        .map(([at, text]) => [at === 'package.json' ? '.' : at.slice(0, -'/package.json'.length), text]),
    );
    const lockfile = parseLockfile({ path, text: files.get(path)!, manifests });
    return assessLockfile(inventory(lockfile), matcher);
  }
});

function keyOf({ packageName, groupKey }: AlertFacts): string {
  return `${packageName} ${groupKey}`;
}

function both(...folders: string[]): AdvisorySource {
  return {
    name: 'real records',
    async *read(options) {
      for (const path of folders) yield* openLocalSource({ path }).read(options);
    },
  };
}

async function allOf(source: AdvisorySource): Promise<Advisory[]> {
  const advisories: Advisory[] = [];
  for await (const batch of source.read({ packages: () => [] })) advisories.push(...batch.advisories);
  return advisories;
}
