import { expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { describeEachDatabase } from '../databases.ts';
import type { EmulatedGitHub, Fault, GitHubSeed } from '../github/index.ts';
import { openTestRegistry } from '../updates/open-registry.ts';
import { commentsOn, fileAt, npmProject, pullsOf, type ShownComment, updateLines } from '../updates/update-stage.ts';
import { advisory, sourceOf } from './advisories.ts';
import { type Stage, useStage } from './open-stage.ts';
import { alertLines, evidenceEvents } from './read-state.ts';
import type { ServiceOptions } from './start-service.ts';

const NAME = 'harbour/lamp';

function seed(config: string, packages: Record<string, string> = { wick: '1.0.0', oil: '1.0.0' }): GitHubSeed {
  const files = { ...npmProject(packages), '.github/lockkeeper.yml': config };
  return {
    accounts: [
      {
        login: 'harbour',
        people: ['ada', 'bob', 'eve'],
        repositories: [
          { name: 'lamp', files },
          { name: 'buoy', files },
        ],
      },
    ],
  };
}

const source = sourceOf([
  advisory('GHSA-aaaa-aaaa-aaaa', 'wick', '1.2.0'),
  advisory('GHSA-bbbb-bbbb-bbbb', 'oil', '1.2.0', { aliases: ['CVE-2026-1234'] }),
]);

async function suppressions(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('suppressions').selectAll().orderBy('id').execute();
  return rows.map((row) =>
    [
      row.source,
      row.repository_id === null ? 'installation' : 'repository',
      [row.package_name, row.range, row.advisory_id, row.path, row.dev_only ? 'dev' : null]
        .filter((part) => part !== null)
        .join(' '),
      row.author,
      row.expires_at?.toISOString(),
      row.reason,
    ].join(' | '),
  );
}

async function dashboardOf(db: Db): Promise<number> {
  const query = db.selectFrom('repositories').select('dashboard_number').where('name', '=', 'lamp');
  return (await query.executeTakeFirstOrThrow()).dashboard_number!;
}

async function answersOn(github: EmulatedGitHub, number: number): Promise<ShownComment[]> {
  const comments = await commentsOn(github, NAME, number);
  return comments.filter(({ body }) => body.includes('lockkeeper:answer:'));
}

async function jobsSent(service: Stage['service'], name: 'update-repository' | 'scan-repository'): Promise<object[]> {
  const jobs = await service.queue!.boss.findJobs(name);
  return jobs
    .map(({ data }) => data as object)
    .filter((data) => 'update' in data || 'recreate' in data || ('trigger' in data && data.trigger === 'command'));
}

describeEachDatabase('commands', (open) => {
  const openStage = useStage(open);

  /** A scanned repository with a dashboard issue, and no updates: ada writes, bob reads, eve administers. */
  async function start(options: Partial<ServiceOptions> = {}, more = '') {
    const stage = await openStage(seed(`updates: { enabled: false }\n${more}`), {
      source,
      ...options,
    });
    const { github, service } = stage;
    await github.installApp('harbour');
    await service.idle();
    const number = await dashboardOf(service.db);
    github.grant(NAME, 'ada', 'write');
    github.grant(NAME, 'eve', 'admin');
    const say = async (body: string, as = 'ada') => {
      const id = await github.comment(NAME, number, body, as);
      await service.idle({ withDeferred: true });
      const answers = await answersOn(github, number);
      const reactions = await github.reactionsTo(NAME, id);
      return { id, reactions, answers, answer: answers.find((one) => one.body.includes(`answer:${id} -->`))?.body };
    };
    return { ...stage, number, say };
  }

  test('suppress by a comment, with one answer, and take back', async () => {
    const now = () => new Date('2026-11-25T10:30:00Z');
    const { service, say } = await start({ now });
    const { answer, reactions } = await say('Please.\n/suppress wick because only our own <b>text</b> @octocat #1');
    expect(reactions).toEqual(['+1']);
    expect(answer).toContain(
      '/suppress wick for 30d scope repository because only our own <b>text</b> @octocat #1\n```',
    );
    expect(answer).toContain('Suppressed, as number 1: `wick` until 2026-12-25 10:30 UTC.');
    expect(await suppressions(service.db)).toEqual([
      'comment | repository | wick | ada | 2026-12-25T10:30:00.000Z | only our own <b>text</b> @octocat #1',
    ]);
    expect(await alertLines(service.db)).toContain('lamp package-lock.json wick@1.0.0 suppressed');
    expect(await alertLines(service.db)).toContain('buoy package-lock.json wick@1.0.0 open');
    expect(await jobsSent(service, 'update-repository')).toMatchObject([{ trigger: 'command' }]);

    // The same again takes the place of the first.
    expect((await say('/suppress wick for 2w')).answer).toContain('as number 2, instead of number 1:');
    await say('/suppress oil@>=2 until 2026-12-31\n/suppress CVE-2026-1234 scope path:apps/ for 1 month');
    expect(await suppressions(service.db)).toEqual([
      'comment | repository | wick | ada | 2026-12-09T10:30:00.000Z | no reason was given',
      'comment | repository | oil >=2 | ada | 2027-01-01T00:00:00.000Z | no reason was given',
      'comment | repository | CVE-2026-1234 apps/ | ada | 2026-12-25T10:30:00.000Z | no reason was given',
    ]);
    const back = await say('/unsuppress wick\n/unsuppress 99\n/unsuppress cve-2026-1234');
    expect(back.reactions).toEqual(['confused']);
    expect(back.answer).toContain('Taken back: number 2, `wick`.');
    expect(back.answer).toContain('no suppression number 99');
    expect(await alertLines(service.db)).toContain('lamp package-lock.json wick@1.0.0 open');
    expect((await say('/unsuppress')).answer).toContain('Taken back: number 3, `oil >=2`.');
    expect(await suppressions(service.db)).toEqual([]);
  });

  test('only of people with write permission, and for the whole installation of administrators', async () => {
    const { service, say, github, number } = await start();
    const refused = await say('/suppress wick\n/rescan', 'bob');
    expect(refused.reactions).toEqual(['-1']);
    expect(refused.answer).toContain('**Nothing was done.** Commands need write permission');
    expect(refused.answer).toContain('`bob` has `read`');
    github.grant(NAME, 'bob', 'triage');
    expect((await say('/help', 'bob')).reactions).toEqual(['-1']);
    github.grant(NAME, 'bob', 'maintain');
    expect((await say('/help', 'bob')).reactions).toEqual(['+1']);

    const wide = await say('/suppress wick scope installation for 2d');
    expect(wide.reactions).toEqual(['confused']);
    expect(wide.answer).toContain('needs admin permission');
    expect(wide.answer).toContain('`/suppress wick for 2d scope repository`');
    expect(await suppressions(service.db)).toEqual([]);
    expect(await jobsSent(service, 'scan-repository')).toEqual([]);
    expect((await say('/suppress wick scope installation', 'eve')).reactions).toEqual(['+1']);
    expect(await alertLines(service.db)).toEqual([
      'buoy package-lock.json oil@1.0.0 open',
      'buoy package-lock.json wick@1.0.0 suppressed',
      'lamp package-lock.json oil@1.0.0 open',
      'lamp package-lock.json wick@1.0.0 suppressed',
    ]);
    expect((await say('/unsuppress wick')).answer).toContain('need admin permission');
    expect(await suppressions(service.db)).toHaveLength(1);
    expect(await answersOn(github, number)).toHaveLength(6);
  });

  test('once: not under redelivery, nor after an edit, nor by the hand of another', async () => {
    const { github, service, say, number } = await start();
    const { id, answer } = await say('/suppress wick');
    const created = github.deliveries.find(
      ({ event, request }) =>
        event === 'issue_comment' && (request.payload as { comment: { id: number } }).comment.id === id,
    )!;
    const payload = created.request.payload as Record<string, unknown>;
    await github.deliver('issue_comment', payload, { guid: created.guid });
    await github.deliver('issue_comment', payload);
    await github.editComment(NAME, id, '/suppress oil', 'ada');
    await service.idle();
    expect(await suppressions(service.db)).toHaveLength(1);
    expect((await answersOn(github, number)).map(({ body }) => body)).toEqual([answer]);
    expect(await evidenceEvents(service.db)).toEqual([
      ...Array(4).fill('alert.opened'),
      'suppression.created',
      'alert.suppressed',
    ]);

    // A comment that held no command is carried out when its author puts one in, and not when another does.
    const plain = await say('What is this?');
    expect(plain.answer).toBeUndefined();
    await github.editComment(NAME, plain.id, '/suppress oil scope installation', 'eve');
    await service.idle();
    expect(await suppressions(service.db)).toHaveLength(1);
    await github.editComment(NAME, plain.id, '/suppress oil', 'ada');
    await service.idle();
    expect(await suppressions(service.db)).toHaveLength(2);
    expect(await answersOn(github, number)).toHaveLength(2);

    // What another made of a comment before it was read is not what its author said.
    const hold = github.hold(/^GET .*\/issues\/comments\//);
    const third = await github.comment(NAME, number, '/help', 'eve');
    await hold.reached;
    await github.editComment(NAME, third, '/unsuppress oil', 'ada');
    hold.release();
    await service.idle();
    expect(await suppressions(service.db)).toHaveLength(2);
    expect(await answersOn(github, number)).toHaveLength(2);
  });

  test('nothing is said to other comments: elsewhere, of bots, gone, or without commands of ours', async () => {
    const { github, service, say, number } = await start();
    const other = await github.as<{ number: number }>('admin', 'POST', `/repos/${NAME}/issues`, { title: 'Theirs' });
    await github.comment(NAME, other.number, '/suppress wick', 'ada');
    await service.idle();
    expect(await commentsOn(github, NAME, other.number)).toHaveLength(1);
    await say('/deploy production\n/release\n```\n/suppress wick\n```\n> /suppress wick');

    const { id } = await say('Thanks');
    const { request } = github.deliveries.find(({ event }) => event === 'issue_comment')!;
    const payload = request.payload as { comment: Record<string, unknown> };
    const made = { ...payload.comment, body: '/suppress wick' };
    // What the webhook says is not what the comment says, or the comment is gone, or a bot's.
    await github.deliver('issue_comment', { ...payload, comment: made });
    await github.deliver('issue_comment', { ...payload, comment: { ...made, id: 999_999 } });
    await github.deliver('issue_comment', { ...payload, comment: { ...made, user: { id: 1, type: 'Bot' } } });
    await github.deliver('issue_comment', { ...payload, action: 'deleted', comment: made });
    await service.idle({ withDeferred: true });
    expect(id).toBeGreaterThan(0);
    expect(await suppressions(service.db)).toEqual([]);
    expect(await answersOn(github, number)).toEqual([]);
    expect(await service.db.selectFrom('handled_comments').selectAll().execute()).toEqual([]);
  });

  test('with the nearest valid form where something is wrong, and the lengths of the configuration', async () => {
    let today = new Date('2026-11-25T10:30:00Z');
    const { service, say } = await start({ now: () => today }, 'suppress: { default-days: 7, max-days: 10 }');
    const wrong = await say('/supress wick\n/suppress oil for 3 months because a|b ``` c\n/suppress');
    expect(wrong.reactions).toEqual(['confused']);
    expect(wrong.answer).toContain('Did you mean:\n\n```text\n/suppress wick\n```');
    expect(wrong.answer).toContain('at most 10 days from now: until 2026-12-04 at the latest');
    expect(wrong.answer).toContain('````text\n/suppress oil until 2026-12-04 scope repository because a|b ``` c\n````');
    expect(wrong.answer).toContain('Usage:\n\n```text\n/suppress [package[@range]] [advisory]');
    expect(wrong.answer).toContain('only on an update pull request they can be left out');
    expect(await suppressions(service.db)).toEqual([]);

    expect((await say('/suppress wick')).answer).toContain('until 2026-12-02 10:30 UTC');
    today = new Date('2026-12-02T10:29:00Z');
    await service.runNow('hourly-run');
    expect(await alertLines(service.db)).toContain('lamp package-lock.json wick@1.0.0 suppressed');
    today = new Date('2026-12-02T10:30:00Z');
    await service.runNow('hourly-run');
    expect(await alertLines(service.db)).toContain('lamp package-lock.json wick@1.0.0 open');
  });

  test('what a configuration states is only told', async () => {
    const stated = 'suppressions: [{ package: wick, reason: known and accepted, expires: never }]';
    const { service, say } = await start({}, stated);
    const { answer, reactions } = await say('/unsuppress wick');
    expect(reactions).toEqual(['confused']);
    expect(answer).toContain('can only be taken out of `.github/lockkeeper.yml`');
    expect(await alertLines(service.db)).toContain('lamp package-lock.json wick@1.0.0 suppressed');
  });

  test('scan again, help, and what wants a pull request', async () => {
    const { service, say, github } = await start();
    github.requests.length = 0;
    const { answer, reactions } = await say('/rescan\n/rebase\n/recreate\n/help');
    expect(reactions).toEqual(['confused']);
    expect(answer).toContain('expected an open update pull request, found an issue');
    expect(answer).toContain('| `/suppress [package[@range]] [advisory] [until YYYY-MM-DD \\| for 30d]');
    expect(await jobsSent(service, 'scan-repository')).toMatchObject([{ update: true }]);
    expect((await jobsSent(service, 'update-repository')).length).toBeGreaterThan(0);
    expect(github.requests.filter(({ path }) => path.includes('/git/trees/')).length).toBeGreaterThan(0);
  });

  test('answers once and acts once, whatever fails on the way', async () => {
    const { github, service, say, number } = await start();
    const faults: Fault[] = [
      { match: /^GET .*\/issues\/comments\/\d+$/, status: 502, times: 2 },
      { match: /^GET .*\/permission$/, status: 'cut', times: 2 },
      { match: /^POST .*\/reactions$/, status: 500, times: 2 },
      { match: /^POST .*\/issues\/\d+\/comments$/, status: 403, headers: { 'retry-after': '1' } },
    ];
    for (const fault of faults) github.fail(fault);
    const { reactions, answers } = await say('/suppress wick');
    expect(reactions).toEqual(['+1']);
    expect(answers).toHaveLength(1);
    expect(await suppressions(service.db)).toHaveLength(1);

    // A conversation that was locked meanwhile takes no answer: the command stands, and nothing is tried for ever.
    github.fail({ match: /^POST .*\/issues\/\d+\/comments$/, status: 403, body: { message: 'Issue is locked' } });
    await say('/suppress oil');
    expect(await suppressions(service.db)).toHaveLength(2);
    expect(await answersOn(github, number)).toHaveLength(1);
    expect((await service.queue!.counts()).filter(({ state }) => state !== 'completed')).toEqual([]);
  });

  test('on an update pull request: it is made to fit within a minute, and made anew', async () => {
    await using registry = await openTestRegistry();
    for (const name of ['wick', 'oil']) for (const version of ['1.0.0', '1.2.0']) registry.publish(name, version);
    const stage = await openStage(seed('dashboard: false'), {
      source,
      config: { registries: { default: registry.url } },
    });
    const { github, service } = stage;
    await github.installApp('harbour', { repositories: ['lamp'] });
    await service.idle();
    await service.runNow('hourly-run');
    await service.idle();
    expect(await updateLines(service.db)).toEqual(['lamp lockkeeper/npm/root open #1']);
    github.grant(NAME, 'ada', 'write');
    const held = async () => {
      const lock = JSON.parse((await fileAt(github, NAME, 'lockkeeper/npm/root', 'package-lock.json'))!);
      return ['wick', 'oil'].map((name) => `${name} ${lock.packages[`node_modules/${name}`].version}`);
    };
    expect(await held()).toEqual(['wick 1.2.0', 'oil 1.2.0']);

    const started = Date.now();
    const id = await github.comment(NAME, 1, '/suppress oil until 2099-01-01', 'ada');
    await service.idle();
    expect(await github.reactionsTo(NAME, id)).toEqual(['confused']);
    await github.comment(NAME, 1, '/suppress oil because it is never lit', 'ada');
    await expect.poll(held, { timeout: 60_000, interval: 300 }).toEqual(['wick 1.2.0', 'oil 1.0.0']);
    expect(Date.now() - started).toBeLessThan(60_000);
    await service.idle();
    const [pull, ...others] = await pullsOf(github, NAME);
    expect(others).toEqual([]);
    expect(pull).toMatchObject({ number: 1, state: 'open', title: 'Update wick from 1.0.0 to 1.2.0' });
    expect(pull!.body).toContain('/suppress [package');

    await github.commit(NAME, { 'note.txt': 'by hand' }, { branch: 'lockkeeper/npm/root' });
    await service.idle();
    await github.comment(NAME, 1, '/unsuppress', 'ada');
    await service.idle();
    // People pushed: only the explicit command makes it anew.
    expect(await held()).toEqual(['wick 1.2.0', 'oil 1.0.0']);
    await github.comment(NAME, 1, '/recreate', 'ada');
    await service.idle();
    expect(await held()).toEqual(['wick 1.2.0', 'oil 1.2.0']);
    expect(await fileAt(github, NAME, 'lockkeeper/npm/root', 'note.txt')).toBeUndefined();

    // Without a subject: all that it updates. Nothing is left for it then.
    await github.comment(NAME, 1, '/suppress', 'ada');
    await service.idle();
    expect((await suppressions(service.db)).map((line) => line.split(' | ')[2])).toEqual(['oil', 'wick']);
    expect(await updateLines(service.db)).toEqual(['lamp lockkeeper/npm/root closed #1']);
  });
});
