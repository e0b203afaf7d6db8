import { expect, test } from 'vitest';
import { describeEachDatabase } from '../databases.ts';
import { openTestRegistry, type TestRegistry } from '../updates/open-registry.ts';
import {
  commentsOn,
  fileAt,
  lamp,
  npmProject,
  organisation,
  pullsOf,
  updateLines,
  updateRows,
  useUpdates,
  WICK,
} from '../updates/update-stage.ts';
import { advisory } from './advisories.ts';
import type { Stage } from './open-stage.ts';
import { evidenceEvents } from './read-state.ts';

const NAME = 'harbour/lamp';
const BRANCH = 'lockkeeper/npm/root';

describeEachDatabase('update pull requests', (open, kind) => {
  const start = useUpdates(open);

  function wickRegistry(registry: TestRegistry): void {
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '2.0.0']) registry.publish('wick', version);
  }

  async function wickAt({ github }: Stage, branch: string, name = NAME): Promise<string> {
    return JSON.parse((await fileAt(github, name, branch, 'package-lock.json'))!).packages['node_modules/wick'].version;
  }

  test('a vulnerable package is updated by one proven pull request, and the next hour changes nothing', async () => {
    await using registry = await openTestRegistry();
    wickRegistry(registry);
    const stage = await start(lamp({ wick: '1.0.0' }), registry);
    const { github, service, hour } = stage;
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} open #1`]);
    const [pull, ...others] = await pullsOf(github, NAME);
    expect(others).toEqual([]);
    expect(pull).toMatchObject({
      state: 'open',
      title: 'Update wick from 1.0.0 to 1.2.0',
      head: { ref: BRANCH },
      base: { ref: 'main' },
    });
    expect(pull!.body).toContain('GHSA-aaaa-aaaa-aaaa');
    expect(await wickAt(stage, BRANCH)).toBe('1.2.0');
    expect(await fileAt(github, NAME, BRANCH, 'package.json')).toContain('"wick": "^1.2.0"');
    expect(await evidenceEvents(service.db)).toEqual(['alert.opened', 'update.proposed']);

    github.requests.length = 0;
    await hour();
    // What has become of the pull request, and where the branch is.
    expect(github.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /repos/${NAME}/pulls/1`,
      `GET /repos/${NAME}/git/ref/heads%2Fmain`,
    ]);
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} open #1`]);
  });

  test('killed after the commit, and after the pull request: run again there is one', async () => {
    await using registry = await openTestRegistry();
    wickRegistry(registry);
    const config = 'updates: { labels: [security], reviewers: [pilot], draft: true }';
    const { github, service, hour } = await start(lamp({ wick: '1.0.0' }, config), registry);
    github.fail({ match: /^POST \/repos\/harbour\/lamp\/pulls$/, status: 'cut', times: 2 });
    github.fail({ match: /^POST \/repos\/harbour\/lamp\/issues\/\d+\/labels$/, status: 500, times: 2 });
    await hour();
    await service.idle({ withDeferred: true });
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} open #1`]);
    const pulls = await pullsOf(github, NAME);
    expect(pulls).toHaveLength(1);
    expect(pulls[0]).toMatchObject({ draft: true, labels: [{ name: 'security' }] });
    const commits = github.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/git/commits'));
    expect(commits).toHaveLength(1);
    expect(await evidenceEvents(service.db)).toEqual(['alert.opened', 'update.proposed']);
  });

  // What follows is the same on every database.
  if (kind !== 'pglite') return;

  test('what people do is respected: closed is not proposed again until something changes, reopened is, pushed to is left', async () => {
    await using registry = await openTestRegistry();
    wickRegistry(registry);
    registry.publish('oil', '1.0.0');
    registry.publish('oil', '1.0.1');
    const stage = await start(lamp({ wick: '1.0.0', oil: '1.0.0' }), registry);
    const { github, service, hour, advisories } = stage;
    await hour();
    await github.as('pilot', 'PATCH', `/repos/${NAME}/pulls/1`, { state: 'closed' });
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} rejected #1`]);
    expect((await evidenceEvents(service.db)).at(-1)).toBe('update.rejected');

    await github.as('pilot', 'PATCH', `/repos/${NAME}/pulls/1`, { state: 'open' });
    await expect.poll(() => updateLines(service.db), { timeout: 30_000 }).toEqual([`lamp ${BRANCH} open #1`]);
    await service.idle();
    await github.as('pilot', 'PATCH', `/repos/${NAME}/pulls/1`, { state: 'closed' });
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} rejected #1`]);

    advisories.push(advisory('GHSA-bbbb-bbbb-bbbb', 'oil', '1.0.1'));
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} rejected #1`, `lamp ${BRANCH} open #2`]);

    await github.commit(NAME, { 'extra.txt': 'mine' }, { branch: BRANCH });
    await service.idle();
    advisories.push(advisory('GHSA-cccc-cccc-cccc', 'oil', '1.0.1', { modified: '2026-02-01T00:00:00Z' }));
    advisories[0] = advisory('GHSA-aaaa-aaaa-aaaa', 'wick', '1.3.0', { modified: '2026-02-01T00:00:00Z' });
    await hour();
    expect(await fileAt(github, NAME, BRANCH, 'extra.txt')).toBe('mine');
    expect((await updateRows(service.db)).at(-1)).toMatchObject({ state: 'open', halted: true });
    expect((await commentsOn(github, NAME, 2)).map(({ body }) => body)).toEqual([
      expect.stringContaining('Somebody pushed to this branch'),
    ]);

    const { id, installation_id: installationId } = await service.db
      .selectFrom('repositories')
      .selectAll()
      .executeTakeFirstOrThrow();
    await service.runNow('update-repository', { installationId, repositoryId: id, trigger: 'command', recreate: 2 });
    await service.idle();
    expect(await fileAt(github, NAME, BRANCH, 'extra.txt')).toBeUndefined();
    expect(await wickAt(stage, BRANCH)).toBe('1.3.0');
    expect((await updateRows(service.db)).at(-1)).toMatchObject({ state: 'open', halted: false, number: 2 });
  });

  test('it is changed in place when its base or its findings move, and closed when nothing is left', async () => {
    await using registry = await openTestRegistry();
    wickRegistry(registry);
    registry.publish('oil', '1.0.0');
    const stage = await start(lamp({ wick: '1.0.0' }), registry);
    const { github, service, hour, advisories } = stage;
    await hour();
    await github.commit(NAME, npmProject({ wick: '1.0.0', oil: '1.0.0' }));
    await service.idle();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} open #1`]);
    expect(await fileAt(github, NAME, BRANCH, 'package.json')).toContain('"oil"');
    expect(await wickAt(stage, BRANCH)).toBe('1.2.0');

    advisories[0] = advisory('GHSA-aaaa-aaaa-aaaa', 'wick', '1.3.0', { modified: '2026-02-01T00:00:00Z' });
    await hour();
    expect(await wickAt(stage, BRANCH)).toBe('1.3.0');
    expect((await pullsOf(github, NAME)).map(({ number, title }) => `#${number} ${title}`)).toEqual([
      '#1 Update wick from 1.0.0 to 1.3.0',
    ]);

    await github.commit(NAME, npmProject({ wick: '1.3.0' }));
    await service.idle();
    const [closed] = await pullsOf(github, NAME);
    expect(closed!.state).toBe('closed');
    expect((await commentsOn(github, NAME, 1)).at(-1)!.body).toContain('nothing');
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} closed #1`]);
    expect((await evidenceEvents(service.db)).filter((event) => event.startsWith('update'))).toEqual([
      'update.proposed',
      'update.changed',
      'update.changed',
      'update.closed',
    ]);
  });

  test('a merged one is done with; and out of malware leads a roll-back that names the exposure', async () => {
    await using registry = await openTestRegistry();
    for (const version of ['1.0.0', '1.3.0']) registry.publish('wick', version);
    let now = new Date('2026-11-01T08:00:00Z');
    const { github, service, hour, advisories } = await start(lamp({ wick: '1.0.0' }), registry, { now: () => now });
    await hour();
    await github.as('admin', 'PUT', `/repos/${NAME}/pulls/1/merge`, { merge_method: 'squash' });
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} merged #1`]);
    expect(await fileAt(github, NAME, BRANCH, 'package.json')).toBeUndefined();

    now = new Date('2026-11-02T08:00:00Z');
    registry.publish('wick', '1.2.0');
    const affected = [{ name: 'wick', versions: ['1.3.0'], ranges: [] }];
    advisories.push(advisory('MAL-2026-9', 'wick', '9.0.0', { malware: true, affected }));
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} merged #1`, `lamp ${BRANCH} open #2`]);
    const pull = (await pullsOf(github, NAME)).find(({ number }) => number === 2)!;
    expect(pull.title).toBe('Roll back wick from 1.3.0 to 1.2.0');
    expect(pull.body).toMatch(
      /wick 1\.3\.0 turned out to be malware\. It was locked here since [-\d]+ [\d:]+ UTC, brought in by #1/,
    );
  });

  test('a version that it proposed turns out to be malware: it is said at once, and another one proposed', async () => {
    await using registry = await openTestRegistry();
    wickRegistry(registry);
    const stage = await start(lamp({ wick: '1.0.0' }), registry);
    const { github, service, hour, advisories } = stage;
    await hour();
    const affected = [{ name: 'wick', versions: ['1.2.0'], ranges: [] }];
    advisories.push(advisory('MAL-2026-9', 'wick', '9.0.0', { malware: true, affected }));
    await hour();
    expect(await wickAt(stage, BRANCH)).toBe('1.3.0');
    expect((await commentsOn(github, NAME, 1)).map(({ body }) => body)).toEqual([
      expect.stringMatching(/wick 1\.2\.0 .*MAL-2026-9.* turned out to be malware/),
    ]);
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} open #1`]);
  });

  test('one that cannot be carried out is refused with its reason, and others go on', async () => {
    await using registry = await openTestRegistry();
    wickRegistry(registry);
    registry.publish('oil', '1.0.0');
    // Its new version wants something that nobody has.
    registry.publish('oil', '1.0.1', { dependencies: { nowhere: '^1.0.0' } });
    const advisories = [WICK, advisory('GHSA-bbbb-bbbb-bbbb', 'oil', '1.0.1')];
    const given = organisation({
      lamp: npmProject({ wick: '1.0.0', oil: '1.0.0' }),
      pier: npmProject({ oil: '1.0.0' }),
    });
    const { github, service, hour } = await start(given, registry, { advisories });
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} open #1`, `pier ${BRANCH} refused`]);
    const [pull] = await pullsOf(github, NAME);
    expect(pull!.title).toBe('Update wick from 1.0.0 to 1.2.0');
    expect(pull!.body).toMatch(/Not included[\s\S]*oil: .*nowhere/);
    expect((await updateRows(service.db)).at(-1)!.reason).toContain('nowhere');
    expect(await pullsOf(github, 'harbour/pier')).toEqual([]);
  });
});
