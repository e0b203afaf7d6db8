import { describe, test } from 'vitest';
import { openTestPostgres } from '../databases.ts';
import type { Fault, GitHubSeed } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { hasPostgres, useStage } from './open-stage.ts';
import { alertLines, evidenceEvents } from './read-state.ts';

const weak = npmLock({ oldlib: '1.0.0' });
const seed: GitHubSeed = {
  accounts: [
    {
      login: 'harbour',
      repositories: [
        {
          name: 'lamp',
          files: {
            'a/package-lock.json': weak,
            'b/package-lock.json': npmLock({ oldlib: '1.1.0' }),
            'c/package-lock.json': '{"lockfileVersion": 3, "packages": ',
            'd/bun.lockb': 'binary',
            'e/Cargo.lock': 'version = 3',
          },
        },
      ],
    },
  ],
};
const both = ['lamp a/package-lock.json oldlib@1.0.0 open', 'lamp b/package-lock.json oldlib@1.1.0 open'];

describe.skipIf(!hasPostgres())('faults of GitHub [PostgreSQL]', () => {
  const openStage = useStage(openTestPostgres);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);

  test.concurrent('nothing is lost and nothing doubled, whatever fails', async ({ expect, onTestFinished }) => {
    const limits = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' };
    const secondary = { message: 'You have exceeded a secondary rate limit' };
    const faults: Fault[] = [
      { match: /one\/lamp\/git\/trees\//, status: 502, times: 2 },
      { match: /two\/lamp\/branches\//, status: 'cut', times: 2 },
      { match: /three\/lamp\/git\/blobs\//, status: 500, times: 3 },
      { match: /four\/lamp\/git\/trees\//, status: 403, headers: { 'retry-after': '1' }, body: secondary },
      { match: /five\/lamp\/git\/blobs\//, status: 429, headers: { 'retry-after': '1' }, times: 2 },
      { match: /six\/lamp$/, status: 403, headers: limits },
      { match: /access_tokens$/, status: 503, times: 2 },
      { match: /\/installation\/repositories/, status: 403, headers: { 'retry-after': '1' } },
    ];
    const logins = ['one', 'two', 'three', 'four', 'five', 'six'];
    const { repositories } = seed.accounts![0]!;
    const { github, service } = await openStage(
      { accounts: logins.map((login) => ({ login, repositories })) },
      { source },
      onTestFinished,
    );
    for (const fault of faults) github.fail(fault);
    for (const login of logins) await github.installApp(login);
    await service.idle({ withDeferred: true });
    expect(github.requests.filter(({ status }) => status === 'cut' || (status >= 400 && status !== 404))).toHaveLength(
      14,
    );
    expect(await alertLines(service.db)).toEqual(logins.flatMap(() => both).sort());
    expect(await evidenceEvents(service.db)).toEqual(Array(12).fill('alert.opened'));
    expect(await service.db.selectFrom('lockfiles').select('path').execute()).toHaveLength(30);
    expect((await service.queue!.counts()).filter(({ state }) => state !== 'completed')).toEqual([]);
  });

  test.concurrent('a limit postpones the job for as long as GitHub says, and uses up no try', async ({
    expect,
    onTestFinished,
  }) => {
    const { github, service } = await openStage(seed, { source }, onTestFinished);
    github.fail({ match: /\/git\/trees\//, status: 403, headers: { 'retry-after': '600' } });
    await github.installApp('harbour');
    await service.idle();
    const [job] = await service.queue!.boss.findJobs('scan-repository', { queued: true });
    const seconds = (job!.startAfter.getTime() - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(550);
    expect(seconds).toBeLessThan(610);
    expect(job).toMatchObject({ state: 'created', retryCount: 0 });

    // Meanwhile nobody asks for anything in the name of this installation.
    github.requests.length = 0;
    await github.createRepository('harbour', { name: 'buoy' });
    await service.idle();
    expect(github.requests.map(({ path }) => path)).toEqual([expect.stringMatching(/^\/app\/installations\/\d+$/)]);
    const [sync] = await service.queue!.boss.findJobs('sync-installation', { queued: true });
    expect(sync!.startAfter.getTime() - Date.now()).toBeGreaterThan(500_000);
  });

  test.concurrent('what was read before a fault is not fetched again', async ({ expect, onTestFinished }) => {
    const { github, service } = await openStage(seed, { source }, onTestFinished);
    const fetched = () =>
      github.requests
        .filter(({ path, status }) => path.includes('/git/blobs/') && status === 200)
        .map(({ path }) => path);
    const hold = github.hold(/\/git\/blobs\//);
    await github.installApp('harbour');
    await hold.reached;
    github.fail({ match: /\/git\/blobs\//, status: 404 });
    hold.release();
    await service.idle({ withDeferred: true });
    expect(await alertLines(service.db)).toEqual(both);
    expect(fetched()).toHaveLength(3);
    expect(new Set(fetched()).size).toBe(3);
  });

  test.concurrent('a tree that GitHub cuts is walked', async ({ expect, onTestFinished }) => {
    const { github, service } = await openStage(seed, { source }, onTestFinished);
    github.truncateTrees(3);
    await github.installApp('harbour');
    await service.idle();
    expect(await alertLines(service.db)).toEqual(both);
    const paths = await service.db.selectFrom('lockfiles').select('path').orderBy('path').execute();
    expect(paths.map(({ path }) => path)).toEqual([
      'a/package-lock.json',
      'b/package-lock.json',
      'c/package-lock.json',
      'd/bun.lockb',
      'e/Cargo.lock',
    ]);
  });

  test.concurrent('a lockfile that cannot be read stops no other, and is shown', async ({ expect, onTestFinished }) => {
    const { github, service } = await openStage(seed, { source }, onTestFinished);
    await github.installApp('harbour');
    await service.idle();
    const rows = await service.db
      .selectFrom('lockfiles')
      .leftJoin('lockfile_contents', 'lockfile_contents.id', 'lockfiles.content_id')
      .select(['path', 'unread_reason', 'error'])
      .orderBy('path')
      .execute();
    expect(rows).toMatchObject([
      { path: 'a/package-lock.json', unread_reason: null, error: null },
      { path: 'b/package-lock.json', unread_reason: null, error: null },
      { path: 'c/package-lock.json', unread_reason: null, error: { code: 'syntax', path: 'package-lock.json' } },
      { path: 'd/bun.lockb', unread_reason: expect.stringContaining("bun's binary lockfile"), error: null },
      { path: 'e/Cargo.lock', unread_reason: expect.stringContaining('Cargo'), error: null },
    ]);
  });

  test.concurrent('a repository whose name another has taken over is not read under it', async ({
    expect,
    onTestFinished,
  }) => {
    const { github, service } = await openStage(seed, { source }, onTestFinished);
    await github.installApp('harbour');
    await service.idle();
    github.connect(undefined);
    await github.renameRepository('harbour/lamp', 'lantern');
    await github.createRepository('harbour', {
      name: 'lamp',
      files: { 'package-lock.json': npmLock({ oldlib: '0.1.0' }) },
    });
    const id = Number(github.repository('harbour/lantern').id);
    await service.runNow('scan-repository', { repositoryId: id });
    await service.idle();
    expect(await alertLines(service.db)).toEqual(
      [...both.map((line) => line.replace('lamp', 'lantern')), 'lamp package-lock.json oldlib@0.1.0 open'].sort(),
    );
  });

  test.concurrent('a scan that was overtaken by another is done again', async ({ expect, onTestFinished }) => {
    const { github, service } = await openStage(seed, { source }, onTestFinished);
    await github.installApp('harbour');
    await service.idle();
    const hold = github.hold(/\/git\/trees\//);
    await github.commit('harbour/lamp', { 'b/package-lock.json': null });
    await hold.reached;
    const later = new Date(Date.now() + 1000);
    await service.db.updateTable('repositories').set({ scanned_at: later }).execute();
    hold.release();
    await service.idle();
    const trees = github.requests.filter(({ path }) => path.includes('/git/trees/'));
    expect(trees).toHaveLength(3);
    const repository = await service.db.selectFrom('repositories').selectAll().executeTakeFirstOrThrow();
    expect(repository.scanned_at).not.toEqual(later);
    expect(await alertLines(service.db)).toContain('lamp b/package-lock.json oldlib@1.1.0 resolved');
  });
});
