import { expect, onTestFinished, test } from 'vitest';
import { listLedger } from '../../db/trust-ledger.ts';
import { describeEachDatabase } from '../databases.ts';
import { makePackument } from '../maintainers/make-packument.ts';
import { openPackumentServer } from '../maintainers/open-packument-server.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describeEachDatabase('git tags of new versions', (open) => {
  const openStage = useStage(open);

  /** `wick` has its source in a repository, and 1.0.0 of it is known. */
  async function openScene({ name = 'wick', source = 'tide/rope' } = {}) {
    const registry = await openPackumentServer();
    onTestFinished(() => registry[Symbol.asyncDispose]());
    let time = Date.parse('2026-11-25T08:00:00Z');
    const files = { 'package-lock.json': npmLock({ [name]: '1.0.0' }) };
    const stage = await openStage(
      {
        accounts: [
          {
            login: 'harbour',
            repositories: [
              { name: 'lamp', files },
              { name: 'vault', private: true, files: {} },
            ],
          },
          // The App is not installed there.
          { login: 'tide', repositories: [{ name: 'rope', files: { 'README.md': 'rope' } }] },
        ],
      },
      { now: () => new Date(time), config: { registries: { default: registry.url }, registryBudget: 1200 } },
    );
    const { github, service } = stage;
    const repository = `https://${new URL(github.url).host}/${source}`;
    const publish = (versions: Record<string, string>) =>
      registry.publish(
        name,
        makePackument(name, {
          versions: Object.fromEntries(Object.entries(versions).map(([version, at]) => [version, { at }])),
          fields: { repository: { type: 'git', url: repository } },
        }),
      );
    publish({ '1.0.0': '2026-01-01T00:00:00.000Z' });
    await github.installApp('harbour');
    await service.idle();
    await service.runNow('poll-packages');
    await service.idle();
    time += 2 * HOUR;
    publish({ '1.0.0': '2026-01-01T00:00:00.000Z', '1.1.0': '2026-11-25T09:50:00.000Z' });
    await service.runNow('poll-packages');
    await service.idle();
    const asked = () => {
      const all = github.requests.filter(({ path }) => path.includes('matching-refs') || path === `/repos/${source}`);
      github.requests.length = 0;
      return all.map(({ path, status }) => `${decodeURIComponent(path.split('/').slice(2).join('/'))} ${status}`);
    };
    expect(asked().filter((line) => line.includes('matching-refs'))).toEqual([]);
    return {
      ...stage,
      repository,
      asked,
      /** Runs the job so many minutes later. */
      check: async (minutes: number) => {
        time += minutes * MINUTE;
        await service.runNow('check-publications');
        await service.idle();
      },
      tag: async (tag: string) => {
        const [head] = await github.as<{ object: { sha: string } }[]>(
          'admin',
          'GET',
          `/repos/${source}/git/matching-refs/heads/main`,
        );
        await github.as('admin', 'POST', `/repos/${source}/git/refs`, {
          ref: `refs/tags/${tag}`,
          sha: head!.object.sha,
        });
      },
      tags: async () => {
        const entries = (await listLedger(service.db, name, { limit: 100 })).map(({ entry }) => entry);
        return entries.flatMap((entry) => (entry.kind === 'git-tag' ? [`${entry.version} ${entry.tag}`] : []));
      },
    };
  }

  test('not before half an hour is over; found in a public repository of others', async () => {
    const { check, tag, tags, asked, service } = await openScene();
    await tag('v1.1.0');
    await check(10);
    expect(asked()).toEqual([]);
    await check(10);
    expect(asked()).toEqual(['tide/rope 200', 'tide/rope/git/matching-refs/tags/v1.1.0 200']);
    expect(await tags()).toEqual(['1.1.0 v1.1.0']);
    await check(3000);
    expect(asked()).toEqual([]);
    expect(await service.db.selectFrom('tracked_packages').select('checks_due_at').execute()).toEqual([
      { checks_due_at: null },
    ]);
  });

  test('what is missing is looked for again after two hours and after a day, beside the version before it', async () => {
    const { check, tag, tags, asked } = await openScene();
    await tag('wick-v1.0.0');
    await check(20);
    expect(await tags()).toEqual(['1.0.0 wick-v1.0.0', '1.1.0 null']);
    expect(asked().length).toBeLessThan(20);
    await check(100);
    expect(asked()).toEqual([]);
    await check(20);
    expect(asked()).toEqual(
      ['', '/git/matching-refs/tags/wick-v1.1.0', '/git/matching-refs/tags/v1.1.0', '/git/matching-refs/tags/1.1.0']
        .concat('/git/matching-refs/tags/wick@1.1.0')
        .map((path) => `tide/rope${path} 200`),
    );
    // One that only begins like it is another one.
    await tag('v1.1.0-rc.1');
    await tag('wick-v1.1.0');
    await check(1320);
    expect(await tags()).toEqual(['1.0.0 wick-v1.0.0', '1.1.0 null', '1.1.0 wick-v1.1.0']);
    asked();
    await check(3000);
    expect(asked()).toEqual([]);
  });

  test('of a scoped package; and the repository was renamed', async () => {
    const { check, tag, tags, github } = await openScene({ name: '@tide/wick' });
    await tag('@tide/wick@1.1.0');
    await github.renameRepository('tide/rope', 'cord');
    await check(20);
    expect(await tags()).toEqual(['1.1.0 @tide/wick@1.1.0']);
  });

  test('a repository that is private says nothing, also where an installation may read it', async () => {
    const { check, tags, asked } = await openScene({ source: 'harbour/vault' });
    await check(20);
    expect(asked()).toEqual(['harbour/vault 200']);
    expect(await tags()).toEqual([]);
  });

  test('one that is gone says nothing, and the others are looked at all the same', async () => {
    const { check, tags, asked, github } = await openScene();
    await github.deleteRepository('tide/rope');
    await check(20);
    expect(asked()).toEqual(['tide/rope 404']);
    expect(await tags()).toEqual([]);
  });

  test('an installation that needs what is left of its quota is spared, and another one asks', async () => {
    const { check, tag, tags, github, service } = await openScene();
    const second = await github.installApp('tide', { repositories: [] });
    await service.idle();
    github.requests.length = 0;
    await tag('v1.1.0');
    // The first one that asks has all but used up its quota.
    github.fail({
      match: /GET \/repos\/tide\/rope$/,
      status: 200,
      headers: { 'x-ratelimit-remaining': '999' },
      body: { private: false, name: 'rope', owner: { login: 'tide' } },
    });
    await check(20);
    expect(await tags()).toEqual(['1.1.0 v1.1.0']);
    const asking = github.requests.filter(({ path }) => path.includes('matching-refs'));
    expect(asking.map(({ installationId }) => installationId)).toEqual([second]);
  });

  test('without any installation nothing is asked, and nothing waits', async () => {
    const { check, tags, asked, github, service } = await openScene();
    await github.suspend('harbour');
    await service.idle();
    asked();
    for (const minutes of [20, 120, 1440]) await check(minutes);
    expect([asked(), await tags()]).toEqual([[], []]);
    expect(await service.db.selectFrom('tracked_packages').select('checks_due_at').execute()).toEqual([
      { checks_due_at: null },
    ]);
  });

  test('a GitHub that fails says nothing; one that limits us is asked again when the limit is over', async () => {
    const { check, tag, tags, asked, github } = await openScene();
    await tag('v1.1.0');
    github.fail({ match: /GET \/repos\/tide\/rope$/, status: 500, times: 2 });
    await check(20);
    expect(await tags()).toEqual([]);
    github.fail({ match: /matching-refs/, status: 403, headers: { 'retry-after': '1190' } });
    await check(120);
    asked();
    await check(10);
    expect(asked()).toEqual([]);
    expect(await tags()).toEqual([]);
    await check(10);
    expect(await tags()).toEqual(['1.1.0 v1.1.0']);
  });
});
