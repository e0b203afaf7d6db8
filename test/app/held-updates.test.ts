import { expect, test } from 'vitest';
import { describeEachDatabase } from '../databases.ts';
import { openTestRegistry, type TestRegistry } from '../updates/open-registry.ts';
import {
  commentsOn,
  fileAt,
  npmProject,
  organisation,
  pullsOf,
  type Running,
  updateLines,
  useUpdates,
  WICK,
} from '../updates/update-stage.ts';
import { advisory } from './advisories.ts';
import { alertLines } from './read-state.ts';

const BRANCH = 'lockkeeper/npm/root';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Minutes. */
const DAY = 24 * 60;
const HELD = 'held: publish signals changed';
const TODAY = Date.parse('2026-11-25T08:00:00Z');
const at = (minutes: number) => new Date(TODAY + minutes * MINUTE).toISOString();
const LONG_AGO = { publishedAt: '2026-01-05T00:00:00Z', publisher: 'ann', fields: { scripts: {} } };
const SCRIPT = { fields: { scripts: { postinstall: 'node steal.js' } } };

interface Watched extends Running {
  /** Moves the clock, asks the registry and waits for all that comes of it. */
  poll(): Promise<void>;
  issuesOf(name: string): Promise<{ number: number; title: string; body: string; state: string }[]>;
  skips(name: string): Promise<string[]>;
}

describeEachDatabase('updates that are held', (open) => {
  const startUpdates = useUpdates(open);

  async function start(
    registry: TestRegistry,
    repositories: Record<string, Record<string, string>>,
    advisories = [
      WICK,
      advisory('GHSA-bbbb-bbbb-bbbb', 'oil', '1.0.1'),
      advisory('GHSA-cccc-cccc-cccc', 'rope', '1.0.1'),
    ],
  ): Promise<Watched> {
    let time = TODAY;
    // Dashboards are work: one is enough to look at.
    const config = (name: string) => `dashboard: ${name === 'pier'}\nupdates: { min-release-age: 0 }\n`;
    const given = Object.entries(repositories).map(([name, held]) => [
      name,
      { ...npmProject(held), '.github/lockkeeper.yml': config(name) },
    ]);
    const stage = await startUpdates(organisation(Object.fromEntries(given)), registry, {
      advisories,
      now: () => new Date(time),
      config: { registryBudget: 1200 },
    });
    const { github, service } = stage;
    const poll = async () => {
      time += 2 * HOUR;
      await service.runNow('poll-packages');
      await service.idle({ withDeferred: true });
    };
    await poll();
    for (const name of Object.keys(repositories)) github.grant(`harbour/${name}`, 'pilot', 'write');
    return {
      ...stage,
      poll,
      issuesOf: async (name) => {
        const pulls = new Set((await pullsOf(github, `harbour/${name}`)).map(({ number }) => number));
        const all = await github.as<Awaited<ReturnType<Watched['issuesOf']>>>(
          'admin',
          'GET',
          `/repos/harbour/${name}/issues?state=all&per_page=100`,
        );
        return all.filter(({ number }) => !pulls.has(number));
      },
      skips: async (name) => {
        const plans = await service.db
          .selectFrom('update_plans')
          .innerJoin('repositories', 'repositories.id', 'update_plans.repository_id')
          .select('plan')
          .where('name', '=', name)
          .execute();
        return plans.flatMap(({ plan }) => plan.skipped.map((skip) => `${skip.name} ${skip.reason}: ${skip.text}`));
      },
    };
  }

  const dashboardOf = async ({ issuesOf }: Watched, name: string) =>
    (await issuesOf(name)).find(({ title }) => !title.startsWith('Maintainer change'))!;
  const reportOf = async ({ issuesOf }: Watched, name: string) =>
    (await issuesOf(name)).find(({ title }) => title.startsWith('Maintainer change'))!;

  /** Packages with a version by somebody new that is not polled yet; of wick there was a fix before. */
  async function startChanged(registry: TestRegistry, repositories: Record<string, Record<string, string>>) {
    for (const name of ['wick', 'oil', 'rope']) {
      registry.publish(name, '1.0.0', LONG_AGO);
      registry.maintain(name, ['ann']);
    }
    registry.publish('wick', '1.3.0', LONG_AGO);
    const watched = await start(registry, repositories);
    for (const [name, version, publisher] of [
      ['wick', '1.2.1', 'mallory'],
      ['oil', '1.0.1', 'oscar'],
      ['rope', '1.0.1', 'rita'],
    ] as const) {
      registry.publish(name, version, { publishedAt: at(90), publisher, ...SCRIPT });
      registry.maintain(name, ['ann', publisher]);
    }
    // Proposed before anybody has looked who published it.
    await watched.hour();
    const lines = await updateLines(watched.service.db);
    expect(lines.map((line) => line.replace(/ #\d+$/, '')).sort()).toEqual(
      Object.keys(repositories).map((name) => `${name} ${BRANCH} open`),
    );
    return watched;
  }

  test('what came with a change is steered round or taken back, and comes when the change is accepted', async () => {
    await using registry = await openTestRegistry();
    const watched = await startChanged(registry, { lamp: { wick: '1.0.0' }, pier: { oil: '1.0.0' } });
    const { github, service, hour, poll } = watched;
    await poll();
    const [lamp] = await pullsOf(github, 'harbour/lamp');
    expect(lamp).toMatchObject({ state: 'open', title: 'Update wick from 1.0.0 to 1.3.0' });
    expect(lamp!.body).toMatch(new RegExp(`Passed over[^]*wick 1\\.2\\.1 is ${HELD}[^]*1\\.2\\.1 runs a script`));

    const [pier] = await pullsOf(github, 'harbour/pier');
    expect(pier!.state).toBe('closed');
    expect((await commentsOn(github, 'harbour/pier', pier!.number)).at(-1)!.body).toContain(HELD);
    expect((await dashboardOf(watched, 'pier')).body).toMatch(new RegExp(`oil 1\\.0\\.1 would do, but is ${HELD}`));
    expect(await watched.skips('pier')).toEqual([expect.stringMatching(/^oil held: .*or by \/accept$/)]);
    await hour();
    expect((await pullsOf(github, 'harbour/pier')).map(({ state }) => state)).toEqual(['closed']);

    await github.comment('harbour/pier', (await reportOf(watched, 'pier')).number, '/accept we know oscar', 'pilot');
    await service.idle({ withDeferred: true });
    expect((await reportOf(watched, 'pier')).state).toBe('closed');
    expect((await pullsOf(github, 'harbour/pier')).filter(({ state }) => state === 'open')).toMatchObject([
      { title: 'Update oil from 1.0.0 to 1.0.1' },
    ]);
    expect((await dashboardOf(watched, 'pier')).body).not.toContain(HELD);
    // What else came is held as before.
    expect((await pullsOf(github, 'harbour/lamp'))[0]).toMatchObject({ title: 'Update wick from 1.0.0 to 1.3.0' });
  });

  test('pull requests that people pushed to stay, whether there is another way or none, and are warned of once, until that is over', async () => {
    await using registry = await openTestRegistry();
    const repositories = { buoy: { rope: '1.0.0' }, quay: { wick: '1.0.0' } };
    const watched = await startChanged(registry, repositories);
    const { github, service, hour, poll } = watched;
    const names = Object.keys(repositories);
    for (const name of names) await github.commit(`harbour/${name}`, { 'mine.txt': 'mine' }, { branch: BRANCH });
    await service.idle();
    await poll();
    const warnings = async (name: string) => {
      const [{ number, state } = { number: 0, state: 'none' }] = await pullsOf(github, `harbour/${name}`);
      const told = (await commentsOn(github, `harbour/${name}`, number)).filter(({ body }) =>
        body.includes('Do not merge'),
      );
      return [state, ...told.map(({ body }) => body.split('\n').find((line) => line.startsWith('- ')))];
    };
    const warned = [
      ['open', expect.stringContaining(`rope 1.0.1 is ${HELD}`)],
      ['open', expect.stringContaining(`wick 1.2.1 is ${HELD}`)],
    ];
    expect(await Promise.all(names.map(warnings))).toEqual(warned);
    await hour();
    expect(await Promise.all(names.map(warnings))).toEqual(warned);
    expect(await fileAt(github, 'harbour/buoy', BRANCH, 'mine.txt')).toBe('mine');

    await github.comment('harbour/buoy', (await reportOf(watched, 'buoy')).number, '/accept we know rita', 'pilot');
    await service.idle({ withDeferred: true });
    expect(await Promise.all(names.map(warnings))).toEqual([['open'], warned[1]]);
    const [buoy] = await pullsOf(github, 'harbour/buoy');
    expect((await commentsOn(github, 'harbour/buoy', buoy!.number)).map(({ body }) => body)).toEqual([
      expect.stringContaining('Somebody pushed to this branch'),
      expect.stringContaining('That is over.'),
    ]);
    const { id, installation_id: installationId } = await service.db
      .selectFrom('repositories')
      .selectAll()
      .where('name', '=', 'quay')
      .executeTakeFirstOrThrow();
    const [quay] = await pullsOf(github, 'harbour/quay');
    await service.runNow('update-repository', {
      installationId,
      repositoryId: id,
      trigger: 'command',
      recreate: quay!.number,
    });
    await service.idle();
    // Made anew it brings another version.
    expect(await warnings('quay')).toEqual(['open']);
  });

  test('a burst holds what else its account publishes, in every repository, until it is accepted', async () => {
    await using registry = await openTestRegistry();
    const many = ['anvil', 'bell', 'cleat', 'davit', 'eyelet'];
    for (const [index, name] of [...many, 'wick'].entries()) {
      // So far one at a time.
      registry.publish(name, '1.0.0', { ...LONG_AGO, publishedAt: at(-(index + 10) * DAY), publisher: 'mallory' });
      registry.maintain(name, ['mallory']);
    }
    const watched = await start(registry, {
      forge: Object.fromEntries(many.map((name) => [name, '1.0.0'])),
      lamp: { wick: '1.0.0' },
    });
    const { github, service, hour, poll } = watched;
    for (const [index, name] of many.entries())
      registry.publish(name, '1.0.1', { publishedAt: at(121 + index), publisher: 'mallory', ...SCRIPT });
    registry.publish('wick', '1.2.0', { ...LONG_AGO, publishedAt: at(200), publisher: 'mallory' });
    await poll();
    await hour();
    expect((await reportOf(watched, 'forge')).title).toMatch(
      /^Maintainer changes of 2026-11-25 \(\w+\): anvil, bell, cleat and 2 more$/,
    );
    // Of wick itself there is nothing to say.
    expect(await reportOf(watched, 'lamp')).toBeUndefined();
    expect(await pullsOf(github, 'harbour/lamp')).toEqual([]);
    expect(await watched.skips('lamp')).toEqual([
      expect.stringMatching(
        new RegExp(`^wick held: wick 1\\.2\\.0 would do, but is ${HELD}.*mallory published many packages`),
      ),
    ]);

    await github.comment('harbour/forge', (await reportOf(watched, 'forge')).number, '/accept', 'pilot');
    await service.idle({ withDeferred: true });
    await hour();
    expect(await pullsOf(github, 'harbour/lamp')).toMatchObject([{ title: 'Update wick from 1.0.0 to 1.2.0' }]);
  });

  test('out of malware leads a way, whatever changed about its package', async () => {
    await using registry = await openTestRegistry();
    registry.publish('wick', '1.3.0', LONG_AGO);
    registry.maintain('wick', ['ann']);
    const watched = await start(registry, { lamp: { wick: '1.3.1' } });
    const { github, service, hour, poll, advisories } = watched;
    registry.publish('wick', '1.3.1', { publishedAt: at(90), publisher: 'mallory', ...SCRIPT });
    registry.publish('wick', '1.3.2', { ...LONG_AGO, publishedAt: at(150) });
    registry.maintain('wick', ['ann', 'mallory']);
    await poll();
    expect(await alertLines(service.db)).toEqual(['lamp package-lock.json wick@1.3.1 open']);

    const affected = [{ name: 'wick', versions: ['1.3.1'], ranges: [] }];
    advisories.push(advisory('MAL-2026-9', 'wick', '9.0.0', { malware: true, affected }));
    await hour();
    expect(await pullsOf(github, 'harbour/lamp')).toMatchObject([{ title: 'Update wick from 1.3.1 to 1.3.2' }]);
    expect(await alertLines(service.db)).toEqual([
      'lamp package-lock.json wick@1.3.1 open',
      'lamp package-lock.json wick@1.3.1 resolved',
    ]);
    expect((await reportOf(watched, 'lamp')).state).toBe('closed');
  });
});
