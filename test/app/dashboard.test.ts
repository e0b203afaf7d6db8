import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import { forgetDashboardKey, saveDashboard } from '../../db/dashboard.ts';
import { takeDashboardAction, type UpdateAction } from '../../db/dashboard-actions.ts';
import type { Db } from '../../db/open-database.ts';
import { insertUpdateRun } from '../../db/update-runs.ts';
import { describeEachDatabase } from '../databases.ts';
import type { EmulatedGitHub, Files, GitHubSeed } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';

interface Issue {
  number: number;
  title: string;
  body: string;
  state: string;
  comments: number;
  user: { login: string };
}

const weak = { 'package-lock.json': npmLock({ oldlib: '1.0.0', fine: '2.0.0' }) };
const fixed = { 'package-lock.json': npmLock({ oldlib: '1.2.0', fine: '2.0.0' }) };
const MARKER = '<!-- lockkeeper:dashboard -->';

function seedWith(files: Files): GitHubSeed {
  return { accounts: [{ login: 'harbour', people: ['ada'], repositories: [{ name: 'lamp', files }] }] };
}

function issuesOf(github: EmulatedGitHub): Promise<Issue[]> {
  return github.as<Issue[]>('admin', 'GET', '/repos/harbour/lamp/issues?state=all&direction=asc');
}

function writes(github: EmulatedGitHub): string[] {
  return github.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/issues'))
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}

async function dashboardOf(db: Db) {
  return db.selectFrom('repositories').select(['id', 'dashboard_number', 'dashboard_key']).executeTakeFirstOrThrow();
}

async function publish(service: Lockkeeper): Promise<void> {
  const { id } = await dashboardOf(service.db);
  await service.queue!.send(service.db, 'publish-dashboard', { repositoryId: id });
  await service.idle();
}

const line = (body: string, start: string) => body.split('\n').find((one) => one.startsWith(start));

describeEachDatabase('the dashboard issue', (open) => {
  const openStage = useStage(open);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);

  async function install(files: Files) {
    const stage = await openStage(seedWith(files), { source });
    await stage.github.installApp('harbour');
    await stage.service.idle();
    return stage;
  }

  test('is opened once, edited in place, left alone where nothing changed', async () => {
    const { github, service } = await install(weak);
    const [issue, ...others] = await issuesOf(github);
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ title: 'Lockkeeper dashboard', user: { login: 'lockkeeper-emulated[bot]' } });
    expect(line(issue!.body, '## ')).toBe('## 1 open alert: 1 high');
    expect(line(issue!.body, '| high')).toContain('oldlib<br>1.0.0');
    expect(await dashboardOf(service.db)).toMatchObject({ dashboard_number: issue!.number });

    github.requests.length = 0;
    await publish(service);
    expect(github.requests).toEqual([]);

    await github.commit('harbour/lamp', fixed);
    await service.idle();
    expect(writes(github)).toEqual([`PATCH /repos/harbour/lamp/issues/${issue!.number} 200`]);
    const [edited, ...more] = await issuesOf(github);
    expect(more).toEqual([]);
    expect(line(edited!.body, '## ')).toBe('## No open alerts');
    expect(edited!.state).toBe('open');
  });

  test('is not opened where there is nothing to say', async () => {
    const { github } = await install(fixed);
    expect(await issuesOf(github)).toEqual([]);
  });

  test('shows plans, pull requests and suppressions as they are', async () => {
    const { github, service } = await install(weak);
    const { db } = service;
    const { id } = await dashboardOf(db);
    const alert = await db.selectFrom('alerts').selectAll().executeTakeFirstOrThrow();
    const now = new Date();
    const own = { installation_id: alert.installation_id, repository_id: id };
    const updates = [
      { name: 'oldlib', from: ['1.0.0'], to: '1.2.0', how: 'direct', path: [], clears: [alert.group_key], steps: [] },
    ];
    const row = (state: 'rejected' | 'deferred', more: object) => ({
      ...own,
      lockfile_id: alert.lockfile_id,
      branch: 'lockkeeper/npm/project',
      state,
      title: 'Update oldlib',
      updates: JSON.stringify(updates),
      claim: 'c',
      rank: JSON.stringify({}),
      created_at: now,
      updated_at: now,
      ...more,
    });
    await db
      .insertInto('update_pull_requests')
      .values(row('deferred', { deferred_at: now }))
      .execute();
    await db
      .insertInto('update_pull_requests')
      .values(row('rejected', { number: 7 }))
      .execute();
    await db
      .insertInto('suppressions')
      .values({ ...own, source: 'api', package_name: 'oldlib', range: '>=2', reason: 'not tested yet', author: 'ada' })
      .execute();
    await publish(service);
    const [issue] = await issuesOf(github);
    expect(line(issue!.body, '| high')).toContain(`| deferred by the cap since ${now.toISOString().slice(0, 10)} |`);
    expect(issue!.body).toContain('Open next, if the hour has a place left: Update oldlib');
    expect(issue!.body).not.toContain('Propose again');
    expect(line(issue!.body, '| for good')).toBe(
      '| for good | updates of oldlib to &gt;\\=2 | this repository | not tested yet | ada |',
    );
  });

  /** A row of each kind that a box is about, by its state. */
  async function addRows(db: Db): Promise<Record<'deferred' | 'refused' | 'rejected' | 'open', number>> {
    const alert = await db.selectFrom('alerts').selectAll().executeTakeFirstOrThrow();
    const now = new Date();
    const ids = new Map<string, number>();
    for (const state of ['deferred', 'refused', 'rejected', 'open'] as const) {
      const row = {
        installation_id: alert.installation_id,
        repository_id: alert.repository_id,
        lockfile_id: alert.lockfile_id,
        branch: `lockkeeper/npm/${state}`,
        state,
        number: state === 'rejected' ? 71 : state === 'open' ? 72 : null,
        title: `Update what is ${state}`,
        updates: '[]',
        claim: 'c',
        content_key: 'k',
        rank: '{}',
        created_at: now,
        updated_at: now,
      };
      const { id } = await db.insertInto('update_pull_requests').values(row).returning('id').executeTakeFirstOrThrow();
      ids.set(state, id);
    }
    return Object.fromEntries(ids) as never;
  }

  async function rowLines(db: Db): Promise<string[]> {
    const rows = await db.selectFrom('update_pull_requests').selectAll().orderBy('id').execute();
    return rows.map(({ branch, state, content_key }) => `${branch.split('/').at(-1)}: ${state} ${content_key}`);
  }

  const untouched = ['deferred: deferred k', 'refused: refused k', 'rejected: rejected k', 'open: open k'];

  /** Ticks every box, with GitHub's line ends. @returns what it said before */
  async function tickAll(stage: Awaited<ReturnType<typeof install>>, login: string): Promise<string> {
    const { github, service } = stage;
    const { dashboard_number: number } = await dashboardOf(service.db);
    const path = `/repos/harbour/lamp/issues/${number}`;
    const { body } = await github.as<Issue>('admin', 'GET', path);
    const ticked = body.replaceAll('- [ ]', '- [x]').replaceAll('\n', '\r\n');
    await github.as(login, 'PATCH', path, { body: ticked });
    await github.settle();
    return body;
  }

  async function untilActed(db: Db, github: EmulatedGitHub, body: string): Promise<void> {
    const { dashboard_number: number } = await dashboardOf(db);
    const shown = async () => (await github.as<Issue>('admin', 'GET', `/repos/harbour/lamp/issues/${number}`)).body;
    await expect.poll(shown, { timeout: 30_000, interval: 200 }).not.toMatch(/\[x\]/);
    expect((await shown()).split('\n').slice(0, 2)).toEqual(body.split('\n').slice(0, 2));
  }

  test('a box reaches no row of another repository, nor one that is in another state by now', async () => {
    const { service } = await install(weak);
    const { db } = service;
    const rows = await addRows(db);
    const { id: repositoryId } = await dashboardOf(db);
    const { installation_id: installationId } = await db.selectFrom('alerts').selectAll().executeTakeFirstOrThrow();
    const asked = { installationId, repositoryId, repository: 'harbour/lamp', by: 'ada', now: new Date() };
    await insertUpdateRun(db, { installationId, trigger: 'hourly', cap: 25, now: new Date() });
    const take = (action: UpdateAction, of = asked) =>
      db.transaction().execute((trx) => takeDashboardAction(trx, action, of));
    const other = { ...asked, repositoryId: repositoryId + 1 };
    expect(await take({ act: 'open', id: rows.deferred }, other)).toBe(false);
    expect(await take({ act: 'rebase-all' }, other)).toBe(false);
    expect(await take({ act: 'open', id: rows.rejected })).toBe(false);
    expect(await take({ act: 'again', id: rows.open })).toBe(false);
    expect(await rowLines(db)).toEqual(untouched);
  });

  test.each([
    [0, 'deferred: deferred k'],
    [1, 'deferred: wanted k'],
  ])('with %i places left, what is to be opened next is then %j', async (cap, line) => {
    const { service } = await install(weak);
    const { db } = service;
    const rows = await addRows(db);
    const { installation_id: installationId, repository_id: repositoryId } = await db
      .selectFrom('alerts')
      .selectAll()
      .executeTakeFirstOrThrow();
    const now = new Date();
    const run = await insertUpdateRun(db, { installationId, trigger: 'hourly', cap, now });
    const asked = { installationId, repositoryId, repository: 'harbour/lamp', by: 'ada', now };
    const act = { act: 'open', id: rows.deferred } as const;
    expect(await db.transaction().execute((trx) => takeDashboardAction(trx, act, asked))).toBe(cap === 1);
    expect((await rowLines(db))[0]).toBe(line);
    const row = await db.selectFrom('update_pull_requests').select('run_id').where('id', '=', rows.deferred).execute();
    expect(row).toEqual([{ run_id: cap === 1 ? run.id : null }]);
  });

  test('who asked to have it written anew while it was written is not forgotten', async () => {
    const { service } = await install(weak);
    const { db } = service;
    const { id, dashboard_number: number, dashboard_key: before } = await dashboardOf(db);
    await forgetDashboardKey(db, id);
    await saveDashboard(db, id, { number, key: 'new', before });
    expect(await dashboardOf(db)).toMatchObject({ dashboard_number: number, dashboard_key: null });
  });

  test('ticked boxes act, for who may write, and are unticked', async () => {
    const stage = await install(weak);
    const { github, service } = stage;
    await addRows(service.db);
    const { installation_id: installationId } = await service.db
      .selectFrom('alerts')
      .selectAll()
      .executeTakeFirstOrThrow();
    await insertUpdateRun(service.db, { installationId, trigger: 'hourly', cap: 25, now: new Date() });
    await publish(service);
    const scannedAt = async () =>
      (await service.db.selectFrom('repositories').select('scanned_at').executeTakeFirstOrThrow()).scanned_at!;
    const before = await scannedAt();
    // What is asked for is to be seen before the update job does it.
    await service.queue!.boss.offWork('update-repository');
    const body = await tickAll(stage, 'admin');
    await untilActed(service.db, github, body);
    expect(await rowLines(service.db)).toEqual([
      'deferred: wanted k',
      'refused: refused null',
      'rejected: closed k',
      'open: open null',
    ]);
    await expect.poll(scannedAt, { timeout: 30_000, interval: 200 }).not.toEqual(before);
    const { rows: asked } = await sql<{ trigger: string }>`select data->>'trigger' as trigger from pgboss.job
      where name = 'update-repository' and data->>'trigger' = 'command'`.execute(service.db);
    expect(asked).toHaveLength(1);
    const evidence = await service.db
      .selectFrom('evidence')
      .select('data')
      .where('event', '=', 'update.again')
      .execute();
    expect(evidence.map(({ data }) => (JSON.parse(String(data)) as { by: string }).by)).toEqual([
      'admin',
      'admin',
      'admin',
    ]);
  });

  test.each(['stranger', 'nobody-known'])(
    'ticked by %s, who may not write, nothing happens but that they are unticked',
    async (login) => {
      const seed = seedWith(weak);
      seed.accounts!.push({ login: 'stranger', type: 'User' });
      const stage = await openStage(seed, { source });
      const { github, service } = stage;
      await github.installApp('harbour');
      await service.idle();
      await github.as('admin', 'PUT', '/repos/harbour/lamp/collaborators/stranger', { permission: 'pull' });
      await addRows(service.db);
      await publish(service);
      // The emulator lets readers edit nothing, so it is not told of the edit, and the job is asked for as if it had been.
      github.connect(undefined);
      const body = await tickAll(stage, 'admin');
      const { id, dashboard_number: number } = await dashboardOf(service.db);
      await service.runNow('act-on-dashboard', { repositoryId: id, number: number!, login });
      await service.idle();
      await untilActed(service.db, github, body);
      expect(await rowLines(service.db)).toEqual(untouched);
      const again = await service.db.selectFrom('evidence').selectAll().where('event', '=', 'update.again').execute();
      expect(again).toEqual([]);
    },
  );

  test('ticks that nobody has acted on yet outlast an edit of ours; what others write into it does not', async () => {
    const stage = await install(weak);
    const { github, service } = stage;
    github.connect(undefined);
    await tickAll(stage, 'admin');
    await service.db
      .insertInto('suppressions')
      .values(await someSuppression(service.db))
      .execute();
    await publish(service);
    const [issue] = await issuesOf(github);
    expect(issue!.body).toContain('- [x] <!-- lockkeeper:act:rescan -->');
    expect(issue!.body).toContain('not tested yet');
    github.connect(`${service.url}/api/github/webhooks`);
    const path = `/repos/harbour/lamp/issues/${issue!.number}`;
    await github.as('admin', 'PATCH', path, { title: 'Mine now', body: 'nothing to see here' });
    const shown = async () => (await issuesOf(github)).map(({ title, body }) => ({ title, body }));
    const wanted = { title: 'Lockkeeper dashboard', body: issue!.body.replace('[x]', '[ ]') };
    await expect.poll(shown, { timeout: 30_000, interval: 200 }).toEqual([wanted]);
  });

  async function someSuppression(db: Db) {
    const { installation_id, repository_id } = await db.selectFrom('alerts').selectAll().executeTakeFirstOrThrow();
    return {
      installation_id,
      repository_id,
      source: 'api',
      package_name: 'oldlib',
      range: '>=2',
      reason: 'not tested yet',
    };
  }

  test('killed before it is noted, it is found again; a stranger’s marker proves nothing', async () => {
    const { github, service } = await openStage(seedWith(weak), { source });
    await github.as('ada', 'POST', '/repos/harbour/lamp/issues', { title: 'Lockkeeper dashboard', body: MARKER });
    await github.installApp('harbour');
    await service.idle();
    const ours = await dashboardOf(service.db);
    expect(ours.dashboard_number).toBe(2);
    await service.db.updateTable('repositories').set({ dashboard_number: null, dashboard_key: null }).execute();
    await publish(service);
    expect(await dashboardOf(service.db)).toEqual(ours);
    const issues = await issuesOf(github);
    expect(issues.map(({ user }) => user.login).sort()).toEqual(['ada', 'lockkeeper-emulated[bot]']);
    expect(issues.find(({ user }) => user.login === 'ada')?.body).toBe(MARKER);
  });

  test('GitHub answers the creation with a cut connection: there is one issue all the same', async () => {
    const { github, service } = await openStage(seedWith(weak), { source });
    github.fail({ match: /^POST .*\/issues$/, status: 502 });
    github.fail({ match: /^POST .*\/issues$/, status: 'cut' });
    await github.installApp('harbour');
    await service.idle();
    expect(await issuesOf(github)).toHaveLength(1);
  });

  test('closed by a person it stays closed until there is something new to say', async () => {
    const { github, service } = await install(weak);
    const { dashboard_number: number } = await dashboardOf(service.db);
    await github.as('ada', 'PATCH', `/repos/harbour/lamp/issues/${number}`, { state: 'closed' });
    await publish(service);
    expect((await issuesOf(github))[0]?.state).toBe('closed');
    await github.commit('harbour/lamp', fixed);
    await service.idle();
    expect((await issuesOf(github)).map(({ state }) => state)).toEqual(['open']);
  });

  test.each([404, 410])('gone (%i), it is made anew when there is something new to say', async (status) => {
    const { github, service } = await install(weak);
    const { dashboard_number: number } = await dashboardOf(service.db);
    const gone = new RegExp(`^(GET|PATCH) .*/issues/${number}$`);
    github.fail({ match: gone, status, times: 10 });
    github.fail({ match: /^GET .*\/issues\?/, status: 200, body: [], times: 10 });
    await github.commit('harbour/lamp', fixed);
    await service.idle();
    expect((await dashboardOf(service.db)).dashboard_number).toBe(number! + 1);
  });

  test('`dashboard: false` closes it once with a comment, and taking that back opens it again', async () => {
    const { github, service } = await install(weak);
    const config = '.github/lockkeeper.yml';
    github.fail({ match: /^PATCH .*\/issues\//, status: 502, times: 2 });
    await github.commit('harbour/lamp', { [config]: 'dashboard: false\n' });
    await service.idle();
    await publish(service);
    const [closed] = await issuesOf(github);
    expect(closed).toMatchObject({ state: 'closed', comments: 1 });
    const comments = await github.as<{ body: string }[]>(
      'admin',
      'GET',
      `/repos/harbour/lamp/issues/${closed!.number}/comments`,
    );
    expect(comments[0]?.body).toContain('`dashboard: false`');
    await github.commit('harbour/lamp', { [config]: 'dashboard: true\n' });
    await service.idle();
    expect(await issuesOf(github)).toMatchObject([{ state: 'open', number: closed!.number }]);
  });

  test('where it was never wanted none is opened', async () => {
    const { github } = await install({ ...weak, '.github/lockkeeper.yml': 'dashboard: false\n' });
    expect(await issuesOf(github)).toEqual([]);
  });

  test.each([
    [410, 'issues are switched off'],
    [403, 'the App may not write them'],
  ])('%i: %s, and the rest goes on', async (status) => {
    const { github, service } = await openStage(seedWith(weak), { source });
    github.fail({ match: /^POST .*\/issues$/, status, times: 50 });
    await github.installApp('harbour');
    await service.idle();
    expect(await dashboardOf(service.db)).toMatchObject({ dashboard_number: null, dashboard_key: null });
    const failed = (await service.queue!.counts()).filter(({ state }) => state === 'failed');
    expect(failed).toEqual([]);
    github.heal();
    await publish(service);
    expect((await dashboardOf(service.db)).dashboard_number).not.toBeNull();
  });
});
