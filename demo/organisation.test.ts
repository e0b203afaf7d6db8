import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Lockkeeper } from '../app/start-lockkeeper.ts';
import { openExportSource } from '../scanners/osv/index.ts';
import { startService } from '../test/app/start-service.ts';
import { openTestPglite } from '../test/databases.ts';
import { type EmulatedGitHub, startGitHub } from '../test/github/index.ts';
import { ORGANISATION, readOrganisation } from './read-organisation.ts';
import { serveAdvisories } from './serve-advisories.ts';

/** The whole demo but for its printing: the emulated organisation, the small export, and the real service between them. */
let service: Lockkeeper;
let github: EmulatedGitHub;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  const advisories = opened.use(await serveAdvisories());
  const repositories = await readOrganisation();
  github = opened.use(await startGitHub({ accounts: [{ login: ORGANISATION, repositories }] }));
  const scratch = await mkdtemp(join(tmpdir(), 'lockkeeper-demo-'));
  opened.defer(() => rm(scratch, { recursive: true, force: true }));
  const source = openExportSource({ fetch, baseUrl: advisories.url, scratch });
  const database = opened.use(await openTestPglite());
  service = opened.use(await startService({ github, database, source, now: () => new Date('2026-11-21T12:00:00Z') }));
  await github.installApp(ORGANISATION);
  await service.idle();
});
afterAll(() => opened.disposeAsync());

test('opens the alerts that expected-alerts.txt tells', async () => {
  const rows = await service.db
    .selectFrom('alerts')
    .innerJoin('repositories', 'repositories.id', 'alerts.repository_id')
    .innerJoin('lockfiles', 'lockfiles.id', 'alerts.lockfile_id')
    .selectAll('alerts')
    .select(['repositories.name as repository', 'lockfiles.path as lockfile'])
    .execute();
  const lines = rows.map((row) => {
    const fixes = row.versions
      .map((version) => {
        const way = row.versions.length > 1 ? ` by ${row.ways[version]?.path.join(' > ') || 'itself'}` : '';
        return `${version}${way} -> ${row.fixes[version] ?? 'no fix'}`;
      })
      .join(', ');
    const kind = row.kind === 'malware' ? 'malware ' : '';
    const why = [row.repository, ...row.path].join(' > ');
    return `${why} > ${row.package_name} (${fixes}) ${kind}${row.severity} ${row.group_key} ${row.scopes.join('+')} ${row.state}`;
  });
  const expected = await readFile(join(import.meta.dirname, 'expected-alerts.txt'), 'utf8');
  expect(lines.sort()).toEqual(expected.trimEnd().split('\n'));
});

test('names the lockfile that it cannot read, and the one that it does not', async () => {
  const rows = await service.db
    .selectFrom('lockfiles')
    .innerJoin('repositories', 'repositories.id', 'lockfiles.repository_id')
    .leftJoin('lockfile_contents', 'lockfile_contents.id', 'lockfiles.content_id')
    .select(['repositories.name', 'lockfiles.path', 'format', 'format_version', 'error', 'unread_reason'])
    .orderBy('repositories.name')
    .execute();
  const lines = rows.map(({ name, path, format, format_version, error, unread_reason }) => {
    const state = unread_reason === null ? (error === null ? `${format} ${format_version}` : 'error') : 'unread';
    return `${name}/${path}: ${state}`;
  });
  expect(lines).toEqual([
    'beacon-web/package-lock.json: npm 3',
    'chandlery/package-lock.json: npm 3',
    'ferry-landing/package-lock.json: npm 3',
    'foghorn/bun.lock: bun 2',
    'lighthouse/package-lock.json: npm 3',
    'mooring/yarn.lock: yarn-berry 8',
    'old-pier/package-lock.json: error',
    'pilot-station/pnpm-lock.yaml: pnpm 9.0',
    'rope-walk/bun.lockb: unread',
    'sail-loft/package-lock.json: npm 3',
    'signal-lamp/yarn.lock: yarn-v1 1',
    'tide-tables/package-lock.json: npm 1',
  ]);
  expect(JSON.stringify(rows.find(({ name }) => name === 'old-pier')?.error)).toContain('merge conflict');
});

test('follows the configuration of the lighthouse to the organisation’s files', async () => {
  const rows = await service.db
    .selectFrom('repositories')
    .select(['name', 'tags', 'config_problems'])
    .orderBy('name')
    .execute();
  expect(rows.find(({ name }) => name === 'lighthouse')?.tags).toEqual(['harbour-lights', 'outpost', 'tier-1']);
  expect(rows.find(({ name }) => name === 'foghorn')?.tags).toEqual(['harbour-lights']);
  expect(rows.flatMap(({ config_problems }) => config_problems ?? [])).toEqual([]);
});
