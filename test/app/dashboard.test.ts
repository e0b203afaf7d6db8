import { expect, test } from 'vitest';
import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import type { Db } from '../../db/open-database.ts';
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
    expect(issue!.body).toContain('Open now: Update oldlib');
    expect(issue!.body).not.toContain('Propose again');
    expect(line(issue!.body, '| for good')).toBe(
      '| for good | updates of oldlib to &gt;\\=2 | this repository | not tested yet | ada |',
    );
  });

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
