import { expect, test } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import type { Db } from '../../db/open-database.ts';
import { insertUpdateRun } from '../../db/update-runs.ts';
import { describeEachDatabase } from '../databases.ts';
import type { GitHubSeed } from '../github/index.ts';
import { inventoryFixture } from '../inventory-fixture.ts';
import { openTestRegistry, type TestRegistry } from '../updates/open-registry.ts';
import { npmProject, pullsOf, updateLines } from '../updates/update-stage.ts';
import { advisory, sourceOf } from './advisories.ts';
import { useStage } from './open-stage.ts';
import { evidenceEvents } from './read-state.ts';

const NAME = 'harbour/lamp';
const CONFIG = { '.github/lockkeeper.yml': 'dashboard: false\n' };

/** One repository with projects in these folders, each of which holds a vulnerable wick. */
function seed(folders: string[]): GitHubSeed {
  const files = Object.assign({}, ...folders.map((folder) => npmProject({ wick: '1.0.0', glass: '1.0.0' }, folder)));
  return {
    accounts: [
      { login: 'harbour', people: ['pilot'], repositories: [{ name: 'lamp', files: { ...files, ...CONFIG } }] },
    ],
  };
}

/** Wick has a fix; for glass there is none. */
function publishAll(registry: TestRegistry): void {
  for (const version of ['1.0.0', '1.2.0']) registry.publish('wick', version);
  registry.publish('glass', '1.0.0');
}

describeEachDatabase('update runs over the API', (open) => {
  const openStage = useStage(open);

  async function start(folders: string[], registry: TestRegistry) {
    publishAll(registry);
    const stage = await openStage(seed(folders), {
      source: sourceOf([
        advisory('GHSA-aaaa-aaaa-aaaa', 'wick', '1.2.0'),
        advisory('GHSA-bbbb-bbbb-bbbb', 'glass', '9.0.0'),
      ]),
      config: { registries: { default: registry.url } },
    });
    await stage.github.installApp('harbour');
    await stage.service.idle();
    const { db, url } = stage.service;
    const { id } = await db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
    const tokenFor = async (...scopes: string[]) =>
      (await createToken(db, { installationId: id, name: scopes.join(' '), scopes, expiresAt: null, now: new Date() }))
        .secret;
    const tokens = {
      read: await tokenFor('updates:read'),
      write: await tokenFor('updates:read', 'updates:write'),
      audit: await tokenFor('evidence:read'),
    };
    const call = async (method: string, path: string, body?: object, token: keyof typeof tokens = 'write') => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${tokens[token]}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Shown };
    };
    /** Starts a run, waits until all that comes of it is done, and gives it as it is then. */
    const run = async (body: object, token: keyof typeof tokens = 'write') => {
      const started = await call('POST', '/api/v1/update-runs', body, token);
      expect(started).toMatchObject({ status: 202, body: { state: 'waiting' } });
      await stage.service.idle();
      return (await call('GET', started.headers.get('location')!, undefined, 'read')).body;
    };
    return { ...stage, db, installationId: id, call, run };
  }

  test('a dry run shows the whole plan and what there is no place for, and changes nothing', async () => {
    await using registry = await openTestRegistry();
    const folders = Array.from({ length: 27 }, (_, index) => `lamp-${String(index).padStart(2, '0')}`);
    const { github, db, call, run } = await start(folders, registry);
    const before = await everything(db);
    github.requests.length = 0;
    const shown = await run({ dry_run: true }, 'read');
    expect(shown).toMatchObject({
      state: 'done',
      trigger: 'api',
      requested_by: 'updates:read',
      dry_run: true,
      repository: null,
      cap: 25,
      counts: {
        repositories: 1,
        lockfiles: 27,
        failed: 0,
        updates: 27,
        skipped: 27,
        pull_requests: { new: 25, change: 0, keep: 0, leave: 0, defer: 2 },
      },
    });
    expect(shown.plans).toHaveLength(27);
    expect(shown.plans[0]).toMatchObject({
      repository: { full_name: NAME },
      lockfile: { path: 'lamp-00/package-lock.json', format: 'npm' },
      error: null,
      pull_requests: [
        {
          branch: 'lockkeeper/npm/lamp-00',
          title: 'Update wick from 1.0.0 to 1.2.0 in lamp-00',
          outcome: 'new',
          reason: null,
          now: null,
          updates: [{ name: 'wick', from: ['1.0.0'], to: '1.2.0', how: 'direct', clears: ['GHSA-aaaa-aaaa-aaaa'] }],
        },
      ],
      skipped: [{ name: 'glass', versions: ['1.0.0'], advisories: ['GHSA-bbbb-bbbb-bbbb'], reason: 'no-fix' }],
    });
    const deferred = shown.plans.flatMap((plan) => plan.pull_requests).filter(({ outcome }) => outcome === 'defer');
    expect(deferred).toMatchObject([{ now: null }, { reason: expect.stringContaining('at most 25') }]);

    expect(
      github.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD').map(({ path }) => path),
    ).toEqual(github.requests.map(({ path }) => path).filter((path) => path.endsWith('/access_tokens')));
    expect(await everything(db)).toEqual(before);

    // Page by page it is the same.
    const pages = [];
    for (let path: string | undefined = `/api/v1/update-runs/${shown.id}?limit=10`; path !== undefined; ) {
      const { headers, body } = await call('GET', path, undefined, 'read');
      pages.push(...body.plans);
      path = headers.get('link')?.match(/^<([^>]+)>; rel="next"$/)?.[1];
    }
    expect(pages).toEqual(shown.plans);
  });

  test('what cannot be planned is shown with the reason, and is planned the next time', async () => {
    await using registry = await openTestRegistry();
    const { github, run } = await start([''], registry);
    const ask = { dry_run: true, repository: NAME };
    const failed = { state: 'done', counts: { lockfiles: 1, failed: 1, updates: 0 } };
    // Before anything of the commit is known: what was read once is not asked for again.
    github.fail({ match: /\/git\/trees\//, status: 404, times: 1 });
    const error = expect.stringContaining('the repository could not be planned');
    expect(await run(ask)).toMatchObject({ ...failed, plans: [{ error, pull_requests: [], skipped: [] }] });
    registry.down(true);
    expect(await run(ask)).toMatchObject({ ...failed, plans: [{ error: expect.stringContaining('503') }] });
    registry.down(false);
    expect(await run(ask)).toMatchObject({ counts: { failed: 0, updates: 1 }, plans: [{ error: null }] });
  });

  test('a run opens what the hour has places for, and no more however often it is asked for', async () => {
    await using registry = await openTestRegistry();
    const { github, db, call, run, installationId } = await start(['a', 'b'], registry);
    const refused = await call('POST', '/api/v1/update-runs', { repository: NAME }, 'read');
    expect(refused).toMatchObject({ status: 403, body: { type: '/api/docs#problem-insufficient-scope' } });
    await takePlaces(db, installationId, 24);

    const first = await run({ repository: NAME.toUpperCase() });
    expect(first).toMatchObject({
      state: 'done',
      requested_by: 'updates:read updates:write',
      repository: { full_name: NAME },
      counts: { pull_requests: { new: 1, defer: 1 } },
    });
    expect(first.plans.flatMap(({ pull_requests }) => pull_requests)).toMatchObject([
      { branch: 'lockkeeper/npm/a', outcome: 'new', now: { state: 'open', number: 1 } },
      { branch: 'lockkeeper/npm/b', outcome: 'defer', now: { state: 'deferred', number: null } },
    ]);
    const second = await run({});
    expect(second.plans.flatMap(({ pull_requests }) => pull_requests)).toMatchObject([
      { branch: 'lockkeeper/npm/a', outcome: 'keep', now: { state: 'open', number: 1 } },
      { branch: 'lockkeeper/npm/b', outcome: 'defer', now: { state: 'deferred' } },
    ]);
    expect(await pullsOf(github, NAME)).toHaveLength(1);
    expect((await updateLines(db)).slice(24)).toEqual([
      'lamp lockkeeper/npm/a open #1',
      'lamp lockkeeper/npm/b deferred',
    ]);

    const { body: pulls } = await call('GET', '/api/v1/update-pull-requests?state=open,deferred', undefined, 'read');
    expect(pulls.update_pull_requests).toMatchObject([
      { branch: 'lockkeeper/npm/b', state: 'deferred', reason: expect.stringContaining('no place left'), run: null },
      {
        branch: 'lockkeeper/npm/a',
        state: 'open',
        number: 1,
        run: first.id,
        lockfile: { path: 'a/package-lock.json' },
      },
    ]);
    // Of each lockfile a skip, and alerts for wick and glass; what became of pull requests is no new alert.
    const month = new Date().toISOString().slice(0, 7);
    const { body: report } = await call('GET', `/api/v1/evidence?month=${month}`, undefined, 'audit');
    expect(report.counts).toMatchObject({ opened: 4, skipped: 2, deferred: 1, updates: 1, overridden: 0, other: 0 });
    const { body: runs } = await call('GET', '/api/v1/update-runs?limit=2', undefined, 'read');
    expect(runs.update_runs.map(({ id }) => id)).toEqual([second.id, first.id]);
  });
});

/** Earlier pull requests of a run of this hour: they are merged, and their places stay taken. */
async function takePlaces(db: Db, installationId: number, count: number): Promise<void> {
  const { id: runId } = await insertUpdateRun(db, { installationId, trigger: 'hourly', cap: 25, now: new Date() });
  await db.updateTable('update_runs').set({ state: 'done' }).execute();
  const lockfile = await db.selectFrom('lockfiles').select(['id', 'repository_id']).executeTakeFirstOrThrow();
  const place = { installationId, repositoryId: lockfile.repository_id, lockfileId: lockfile.id };
  for (let number = 1; number <= count; number++) {
    await inventoryFixture(db).pullRequest(place, { run_id: runId, state: 'merged', branch: `lockkeeper/x/${number}` });
  }
}

async function everything(db: Db): Promise<unknown> {
  return [
    await evidenceEvents(db),
    await db.selectFrom('update_plans').selectAll().execute(),
    await db.selectFrom('update_pull_requests').selectAll().execute(),
    await db.selectFrom('alerts').selectAll().orderBy('id').execute(),
  ];
}

interface Shown {
  id: number;
  plans: { pull_requests: { outcome: string }[] }[];
  update_pull_requests: unknown[];
  update_runs: { id: number }[];
  counts: unknown;
}
