import { expect, test } from 'vitest';
import { verifyEvidence } from '../../db/evidence.ts';
import { describeEachDatabase } from '../databases.ts';
import type { GitHubSeed } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock, yarnLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';
import { alertLines, evidenceEvents, repositoryLines } from './read-state.ts';

const weak = npmLock({ oldlib: '1.0.0', fine: '2.0.0' });
const fixed = npmLock({ oldlib: '1.2.0', fine: '2.0.0' });
const seed: GitHubSeed = {
  accounts: [
    {
      login: 'harbour',
      repositories: [
        { name: 'lamp', files: { 'package-lock.json': weak, 'README.md': 'A lamp.' } },
        {
          name: 'buoy',
          private: true,
          defaultBranch: 'trunk',
          files: {
            'web/yarn.lock': yarnLock({ oldlib: '1.1.0' }),
            'web/package.json': '{"dependencies":{"oldlib":"^1.1.0"}}',
            'web/node_modules/x/package-lock.json': weak,
          },
        },
        { name: 'empty' },
      ],
    },
  ],
};
const DAY = 24 * 60 * 60 * 1000;

describeEachDatabase('watching', (open) => {
  const openStage = useStage(open);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);

  test('installs, scans, opens alerts; a push that fixes one resolves it', async () => {
    const { github, service } = await openStage(seed, { source });
    await github.installApp('harbour');
    await service.idle();
    expect(await repositoryLines(service.db)).toEqual([
      'harbour/lamp main scanned',
      'harbour/buoy trunk private scanned',
      'harbour/empty main',
    ]);
    expect(await alertLines(service.db)).toEqual([
      'buoy web/yarn.lock oldlib@1.1.0 open',
      'lamp package-lock.json oldlib@1.0.0 open',
    ]);
    await github.commit('harbour/lamp', { 'package-lock.json': fixed });
    await github.commit('harbour/lamp', { 'package-lock.json': weak }, { branch: 'side' });
    await service.idle();
    expect(await alertLines(service.db)).toContain('lamp package-lock.json oldlib@1.0.0 resolved');
    expect(await evidenceEvents(service.db)).toEqual(['alert.opened', 'alert.opened', 'alert.resolved']);
  });

  test('fetches a text once, however many repositories hold it, and scans a push to the default branch only', async () => {
    const { github, service } = await openStage(seed, { source });
    await github.installApp('harbour', { repositories: ['lamp'] });
    await service.idle();
    const blobs = () => github.requests.filter(({ path }) => path.includes('/git/blobs/')).length;
    expect(blobs()).toBe(1);
    await github.commit('harbour/lamp', { 'copy/package-lock.json': weak, 'README.md': 'Two lamps.' });
    await service.idle();
    expect(blobs()).toBe(1);
    expect(await alertLines(service.db)).toHaveLength(2);
    github.requests.length = 0;
    await github.commit('harbour/lamp', { 'package-lock.json': fixed }, { branch: 'side' });
    await service.idle();
    expect(github.requests).toEqual([]);
  });

  test('acts on a delivery once', async () => {
    const { github, service } = await openStage(seed, { source });
    await github.installApp('harbour');
    await service.idle();
    const { guid, event, request } = github.deliveries[0]!;
    github.requests.length = 0;
    await github.deliver(event, request.payload as Record<string, unknown>, { guid });
    await service.idle();
    expect(github.deliveries[0]).toMatchObject({ guid, status_code: 200 });
    expect(github.requests).toEqual([]);
    expect(await evidenceEvents(service.db)).toEqual(['alert.opened', 'alert.opened']);
  });

  test('follows renames, archiving, default branches and visibility', async () => {
    const { github, service } = await openStage(seed, { source });
    await github.installApp('harbour');
    await service.idle();
    await github.renameRepository('harbour/lamp', 'lantern');
    await service.idle();
    await github.commit('harbour/lantern', { 'package-lock.json': npmLock({ oldlib: '1.0.5' }) });
    await github.commit('harbour/lantern', { 'package-lock.json': fixed }, { branch: 'next' });
    await service.idle();
    expect(await alertLines(service.db)).toContain('lantern package-lock.json oldlib@1.0.5 open');
    await github.changeDefaultBranch('harbour/lantern', 'next');
    await service.idle();
    expect(await alertLines(service.db)).toContain('lantern package-lock.json oldlib@1.0.5 resolved');
    await github.archiveRepository('harbour/buoy');
    await service.idle();
    expect(await alertLines(service.db)).toContain('buoy web/yarn.lock oldlib@1.1.0 resolved');
    expect(await repositoryLines(service.db)).toEqual([
      'harbour/lantern next scanned',
      'harbour/buoy trunk private archived scanned',
      'harbour/empty main',
    ]);
  });

  test('resolves the alerts of a repository it loses, and opens them again when it is back', async () => {
    const { github, service } = await openStage(seed, { source });
    await github.installApp('harbour', { repositories: ['lamp', 'buoy'] });
    await service.idle();
    await github.removeRepositories('harbour', ['buoy']);
    await service.idle();
    expect(await alertLines(service.db)).toContain('buoy web/yarn.lock oldlib@1.1.0 resolved');
    await github.addRepositories('harbour', ['buoy']);
    await service.idle();
    expect(await alertLines(service.db)).toContain('buoy web/yarn.lock oldlib@1.1.0 open');
    await github.deleteRepository('harbour/buoy');
    await service.idle();
    expect(await repositoryLines(service.db)).toContain('harbour/buoy trunk private removed scanned');
    expect(await evidenceEvents(service.db)).toEqual([
      'alert.opened',
      'alert.opened',
      'alert.resolved',
      'alert.reopened',
      'alert.resolved',
    ]);
  });

  test('deletes an uninstalled installation after the grace period, with its evidence, and no other', async () => {
    let now = new Date();
    const both: GitHubSeed = {
      accounts: [
        ...seed.accounts!,
        { login: 'quay', repositories: [{ name: 'crane', files: { 'package-lock.json': weak } }] },
      ],
    };
    const { github, service } = await openStage(both, { source, now: () => now });
    await github.installApp('harbour');
    const quay = await github.installApp('quay');
    await service.idle();
    await github.uninstall('harbour');
    await service.idle();
    await service.runNow('retention');
    expect(await alertLines(service.db)).toHaveLength(3);
    now = new Date(now.getTime() + 31 * DAY);
    await service.runNow('retention');
    expect(await repositoryLines(service.db)).toEqual(['quay/crane main scanned']);
    expect(await alertLines(service.db)).toEqual(['crane package-lock.json oldlib@1.0.0 open']);
    const rows = await service.db.selectFrom('evidence').select('installation_id').distinct().execute();
    expect(rows).toEqual([{ installation_id: quay }]);
    expect((await service.db.selectFrom('installations').select('id').execute()).map(({ id }) => id)).toEqual([quay]);
    // The text that both held is still held; buoy's is not.
    expect(await service.db.selectFrom('lockfile_contents').select('format').execute()).toEqual([{ format: 'npm' }]);
    expect(
      await service.db.selectFrom('package_versions').select(['name', 'version']).orderBy('name').execute(),
    ).toEqual([
      { name: 'fine', version: '2.0.0' },
      { name: 'oldlib', version: '1.0.0' },
    ]);
    expect(await service.db.selectFrom('deliveries').select('guid').execute()).toEqual([]);
    expect(await verifyEvidence(service.db, quay)).toMatchObject([{ installationId: quay, ok: true }]);
  });

  test('leaves a suspended installation alone, and catches up afterwards', async () => {
    const { github, service } = await openStage(seed, { source });
    await github.installApp('harbour');
    await service.idle();
    await github.suspend('harbour');
    await service.idle();
    github.requests.length = 0;
    await github.commit('harbour/lamp', { 'package-lock.json': fixed });
    await service.idle();
    expect(github.requests).toEqual([]);
    expect(await alertLines(service.db)).toContain('lamp package-lock.json oldlib@1.0.0 open');
    await github.unsuspend('harbour');
    await service.idle();
    expect(await alertLines(service.db)).toContain('lamp package-lock.json oldlib@1.0.0 resolved');
  });

  test('repairs what missed webhooks left', async () => {
    const { github, service } = await openStage(seed, { source });
    const webhooks = `${service.url}/api/github/webhooks`;
    github.connect(undefined);
    await github.installApp('harbour', { silent: true });
    await service.runNow('reconcile');
    await service.idle();
    expect(await alertLines(service.db)).toHaveLength(2);
    await github.commit('harbour/lamp', { 'package-lock.json': fixed });
    await github.renameRepository('harbour/buoy', 'bell');
    await service.runNow('reconcile');
    await service.idle();
    expect(await alertLines(service.db)).toEqual([
      'bell web/yarn.lock oldlib@1.1.0 open',
      'lamp package-lock.json oldlib@1.0.0 resolved',
    ]);
    await github.uninstall('harbour', { silent: true });
    await service.runNow('reconcile');
    await service.idle();
    expect(await service.db.selectFrom('installations').select('state').execute()).toEqual([{ state: 'removed' }]);
    github.connect(webhooks);
  });

  test('has lost webhooks sent again, each once', async () => {
    let ahead = 0;
    const { github, service } = await openStage(seed, { source, now: () => new Date(Date.now() + ahead) });
    await github.installApp('harbour');
    await service.idle();
    github.loseDeliveries(1);
    await github.commit('harbour/lamp', { 'package-lock.json': fixed });
    await service.idle();
    const pushes = () => github.deliveries.filter(({ event }) => event === 'push');
    expect(github.failedDeliveries).toHaveLength(1);
    await service.runNow('sweep-deliveries');
    expect(pushes()[0]!.redelivery).toBe(false);
    ahead = 5 * 60 * 1000;
    await service.runNow('sweep-deliveries');
    await github.settle();
    await service.idle();
    expect(pushes()[0]).toMatchObject({ redelivery: true, status_code: 200 });
    expect(await alertLines(service.db)).toContain('lamp package-lock.json oldlib@1.0.0 resolved');
    // One that fails again is not sent a third time.
    github.loseDeliveries(2);
    await github.commit('harbour/lamp', { 'package-lock.json': weak });
    ahead = 10 * 60 * 1000;
    for (let sweep = 0; sweep < 3; sweep++) {
      await service.runNow('sweep-deliveries');
      await github.settle();
    }
    expect(pushes().slice(0, 2)).toMatchObject([
      { redelivery: true, status_code: 502 },
      { redelivery: false, status_code: 502 },
    ]);
    expect(pushes()[2]!.status_code).toBe(200);
  });
});
