import { afterEach, expect, test } from 'vitest';
import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import { describeEachDatabase } from '../databases.ts';
import { type EmulatedGitHub, startGitHub } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock, yarnLock } from './lockfiles.ts';
import { startService } from './start-service.ts';

describeEachDatabase('watching', (open) => {
  const opened: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const resource of opened.splice(0).reverse()) await resource[Symbol.asyncDispose]();
  });

  async function start(): Promise<{ github: EmulatedGitHub; service: Lockkeeper }> {
    const database = await open();
    const github = await startGitHub({
      accounts: [
        {
          login: 'harbour',
          repositories: [
            { name: 'lamp', files: { 'package-lock.json': npmLock({ oldlib: '1.0.0', fine: '2.0.0' }) } },
            {
              name: 'buoy',
              private: true,
              files: {
                'web/yarn.lock': yarnLock({ oldlib: '1.1.0' }),
                'web/package.json': '{"dependencies":{"oldlib":"^1.1.0"}}',
              },
            },
            { name: 'empty' },
          ],
        },
      ],
    });
    opened.push(github);
    const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);
    const service = await startService({ github, database, source });
    opened.push(service);
    await service.idle();
    return { github, service };
  }

  function alerts({ db }: Lockkeeper) {
    return db
      .selectFrom('alerts')
      .innerJoin('repositories', 'repositories.id', 'alerts.repository_id')
      .innerJoin('lockfiles', 'lockfiles.id', 'alerts.lockfile_id')
      .select(['repositories.name', 'lockfiles.path', 'package_name', 'state', 'versions'])
      .orderBy('repositories.name')
      .execute();
  }

  test('install, scan, alert; push a fix, and the alert is resolved', async () => {
    const { github, service } = await start();
    await github.installApp('harbour');
    await service.idle();
    expect(await alerts(service)).toEqual([
      { name: 'buoy', path: 'web/yarn.lock', package_name: 'oldlib', state: 'open', versions: ['1.1.0'] },
      { name: 'lamp', path: 'package-lock.json', package_name: 'oldlib', state: 'open', versions: ['1.0.0'] },
    ]);
    await github.commit('harbour/lamp', { 'package-lock.json': npmLock({ oldlib: '1.2.0', fine: '2.0.0' }) });
    await service.idle();
    expect((await alerts(service)).map(({ name, state }) => [name, state])).toEqual([
      ['buoy', 'open'],
      ['lamp', 'resolved'],
    ]);
  });
});
