import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import { afterAll, describe, test, vi } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open-database.ts';
import { openTestPostgres } from '../databases.ts';
import { type GitHubSeed, startGitHub } from '../github/index.ts';
import { startOwnPostgres } from '../own-postgres.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { hasPostgres, type Stage, useStage } from './open-stage.ts';
import { alertLines, evidenceEvents } from './read-state.ts';
import { startService } from './start-service.ts';
import { startWorkerProcess } from './start-worker-process.ts';

const seed: GitHubSeed = {
  accounts: [
    {
      login: 'harbour',
      repositories: [
        {
          name: 'lamp',
          files: {
            'a/package-lock.json': npmLock({ oldlib: '1.0.0' }),
            'b/package-lock.json': npmLock({ oldlib: '1.1.0' }),
          },
        },
      ],
    },
  ],
};
const both = ['lamp a/package-lock.json oldlib@1.0.0 open', 'lamp b/package-lock.json oldlib@1.1.0 open'];

describe.skipIf(!hasPostgres())('workers [PostgreSQL]', () => {
  const openStage = useStage(openTestPostgres);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function startProcess(stage: Stage): Promise<ChildProcess> {
    const child = await startWorkerProcess(stage);
    children.push(child);
    return child;
  }

  test.concurrent('one is killed in mid-scan: another finishes the scan, and nothing is doubled', async ({
    expect,
    onTestFinished,
  }) => {
    const stage = await openStage(seed, { source, config: { role: 'web' } }, onTestFinished);
    const { github, service } = stage;
    const victim = await startProcess(stage);
    await service.idle();
    let blobs = 0;
    const hold = github.hold((request) => request.includes('/git/blobs/') && ++blobs === 2);
    await github.installApp('harbour');
    await hold.reached;
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    hold.release();
    expect(await alertLines(service.db)).toEqual([]);
    expect(await service.queue!.counts()).toContainEqual({ queue: 'scan-repository', state: 'active', count: 1 });
    await stage.start({ config: { role: 'worker' }, source });
    await service.runNow('hourly-run');
    await service.idle({ withDeferred: true });
    expect(await alertLines(service.db)).toEqual(both);
    expect(await evidenceEvents(service.db)).toEqual(['alert.opened', 'alert.opened']);
    expect(await service.db.selectFrom('lockfile_contents').select('id').execute()).toHaveLength(2);
    const [job] = await service.queue!.boss.findJobs('scan-repository');
    expect(job).toMatchObject({ state: 'completed', retryCount: 1 });
  });

  test.concurrent('one is stopped in mid-scan: it hands its job back, and the next takes it at once', async ({
    expect,
    onTestFinished,
  }) => {
    const stage = await openStage(seed, { source, config: { role: 'web' } }, onTestFinished);
    const { github, service } = stage;
    const first = await stage.start({ config: { role: 'worker' }, source });
    await service.idle();
    const hold = github.hold(/\/git\/blobs\//);
    await github.installApp('harbour');
    await hold.reached;
    const began = performance.now();
    await first[Symbol.asyncDispose]();
    expect(performance.now() - began).toBeLessThan(10_000);
    hold.release();
    await stage.start({ config: { role: 'worker' }, source });
    await service.idle({ withDeferred: true });
    expect(await alertLines(service.db)).toEqual(both);
  });

  test.concurrent('several share the work and one schedule, also the occurrences that were missed', async ({
    expect,
    onTestFinished,
  }) => {
    const stage = await openStage(seed, { source }, onTestFinished);
    const { service, start, github } = stage;
    const { db } = service;
    await github.installApp('harbour');
    await service.idle();
    const schedules = await service.queue!.boss.getSchedules();
    expect(schedules.map(({ name, cron }) => `${name} ${cron}`).sort()).toEqual([
      'check-publications */10 * * * *',
      'hourly-run 17 * * * *',
      'poll-packages */5 * * * *',
      'reconcile 23 3 * * *',
      'retention 41 4 * * *',
      'review-holds */2 * * * *',
      'sweep-deliveries 47 * * * *',
      'sync-exploits 52 * * * *',
    ]);
    await service[Symbol.asyncDispose]();
    await sql`delete from pgboss.job`.execute(db);
    await sql`update pgboss.schedule set created_on = now() - interval '3 days'`.execute(db);
    await sql`update pgboss.version set cron_on = now() - interval '2 days'`.execute(db);
    const web = await start({ config: { role: 'web' } });
    await Promise.all([
      start({ source, schedule: true, config: { role: 'worker' } }),
      start({ source, schedule: true, config: { role: 'worker' } }),
      start({ source, schedule: true, config: { role: 'worker' } }),
    ]);
    expect(await web.queue!.boss.getSchedules()).toHaveLength(8);
    const minutes = new Set<number>();
    const ran = async () => {
      for (const ago of [0, 60_000]) minutes.add(new Date(Date.now() - ago).getUTCMinutes());
      const counts = await web.queue!.counts();
      // In the minute in which one is due it comes once more.
      const due = [...minutes].flatMap((minute) => [
        { 17: 'hourly-run', 47: 'sweep-deliveries', 52: 'sync-exploits' }[minute],
        minute % 5 === 0 ? 'poll-packages' : undefined,
        minute % 2 === 0 ? 'review-holds' : undefined,
        minute % 10 === 0 ? 'check-publications' : undefined,
      ]);
      return counts
        .map(({ queue, state, count }) => `${queue} ${state} ${due.includes(queue) ? Math.min(count, 1) : count}`)
        .sort();
    };
    await vi.waitFor(
      async () =>
        expect((await ran()).join()).toMatch(
          /check-publications completed.*poll-packages completed.*reconcile completed.*report-maintainers completed.*retention completed.*review-holds completed.*sweep-deliveries completed.*sync-exploits completed/,
        ),
      60_000,
    );
    await web.idle();
    expect(
      (await ran()).filter(
        (line) => !/^(scan-repository|sync-installation|run-updates|update-repository|publish-dashboard)/.test(line),
      ),
    ).toEqual([
      'check-publications completed 1',
      'hourly-run completed 1',
      'poll-packages completed 1',
      'reconcile completed 1',
      'report-maintainers completed 1',
      'retention completed 1',
      'review-holds completed 1',
      'sweep-deliveries completed 1',
      'sync-exploits completed 1',
    ]);
  });

  test.concurrent('the same repository is never scanned twice at a time, and a push during a scan is scanned after it', async ({
    expect,
    onTestFinished,
  }) => {
    const stage = await openStage(seed, { source }, onTestFinished);
    const { github, service } = stage;
    await stage.start({ source, config: { role: 'worker' } });
    await github.installApp('harbour');
    await service.idle();
    const hold = github.hold(/\/git\/trees\//);
    await github.commit('harbour/lamp', { 'c/package-lock.json': npmLock({ oldlib: '1.1.5' }) });
    await hold.reached;
    await github.commit('harbour/lamp', { 'a/package-lock.json': null });
    await github.commit('harbour/lamp', { 'd/package-lock.json': npmLock({ oldlib: '1.1.6' }) });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await service.queue!.counts()).toEqual(
      expect.arrayContaining([
        { queue: 'scan-repository', state: 'active', count: 1 },
        { queue: 'scan-repository', state: 'created', count: 1 },
      ]),
    );
    hold.release();
    await service.idle();
    expect(await alertLines(service.db)).toEqual([
      'lamp a/package-lock.json oldlib@1.0.0 resolved',
      'lamp b/package-lock.json oldlib@1.1.0 open',
      'lamp c/package-lock.json oldlib@1.1.5 open',
      'lamp d/package-lock.json oldlib@1.1.6 open',
    ]);
  });

  test.concurrent('the database restarts in mid-scan: nothing is lost, nothing doubled', async ({ expect }) => {
    await using postgres = await startOwnPostgres();
    await using github = await startGitHub({
      installationsAfter: 900_000,
      accounts: [
        {
          login: 'harbour',
          repositories: [
            {
              name: 'lamp',
              files: {
                'a/package-lock.json': npmLock({ oldlib: '1.0.0' }),
                'b/package-lock.json': npmLock({ oldlib: '1.1.0' }),
              },
            },
            { name: 'buoy', files: { 'package-lock.json': npmLock({ oldlib: '1.1.5' }) } },
          ],
        },
      ],
    });
    const url = await postgres.createDatabase('restarting');
    await using database = await openDatabase({ kind: 'postgres', url });
    await migrate(database.db);
    await using service = await startService({ github, database: { ...database, url }, source });
    await service.idle();
    let blobs = 0;
    const hold = github.hold((request) => request.includes('/git/blobs/') && ++blobs === 2);
    await github.installApp('harbour');
    await hold.reached;

    await postgres.stop();
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    // A webhook that comes meanwhile is refused, so that GitHub counts it as failed and it can be sent again.
    await github.commit('harbour/buoy', { 'package-lock.json': npmLock({ oldlib: '1.2.0' }) });
    expect(github.failedDeliveries).toHaveLength(1);
    await postgres.start();
    hold.release();

    await expect.poll(async () => (await fetch(`${service.url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
    await service.runNow('reconcile');
    await service.idle({ withDeferred: true });
    expect((await alertLines(service.db)).filter((line) => line.endsWith('open'))).toEqual([
      'lamp a/package-lock.json oldlib@1.0.0 open',
      'lamp b/package-lock.json oldlib@1.1.0 open',
    ]);
    const opened = (await evidenceEvents(service.db)).filter((event) => event === 'alert.opened');
    expect(opened).toHaveLength((await alertLines(service.db)).length);
    expect((await service.queue!.counts()).filter(({ state }) => state !== 'completed')).toEqual([]);
  });
});
