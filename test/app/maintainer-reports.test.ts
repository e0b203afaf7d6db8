import { describe, expect, test } from 'vitest';
import type { ChangeToSave } from '../../db/save-changes.ts';
import { describeEachDatabase } from '../databases.ts';
import type { EmulatedGitHub, Files, GitHubSeed, RepositorySeed } from '../github/index.ts';
import { commentsOn } from '../updates/update-stage.ts';
import { DAY, judged, someChange } from './judged-changes.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';
import { alertLines, evidenceEvents } from './read-state.ts';

interface Issue {
  number: number;
  title: string;
  body: string;
  state: string;
  user: { login: string };
  assignees: { login: string }[];
}

const lock: Files = { 'package-lock.json': npmLock({ wick: '1.0.0', oil: '2.0.0' }) };

function repository(name: string, config = '', more: Partial<RepositorySeed> = {}): RepositorySeed {
  return { name, files: { ...lock, '.github/lockkeeper.yml': `dashboard: false\n${config}` }, ...more };
}

function seed(...repositories: RepositorySeed[]): GitHubSeed {
  return { accounts: [{ login: 'harbour', people: ['ada', 'eve'], repositories }] };
}

function issuesOf(github: EmulatedGitHub, name: string): Promise<Issue[]> {
  return github.as<Issue[]>('admin', 'GET', `/repos/harbour/${name}/issues?state=all&direction=asc&per_page=100`);
}

function writes(github: EmulatedGitHub): string[] {
  return github.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/issues'))
    .map(({ method, path }) => `${method} ${path.replace('/repos/harbour/', '')}`);
}

const headings = ({ body }: Issue) => body.split('\n').filter((line) => line.startsWith('## '));
const stateLine = ({ body }: Issue, name: string) => {
  const lines = body.split('\n');
  return lines[lines.findIndex((line) => line.startsWith(`## \`${name}\``)) + 2];
};

describeEachDatabase('issues about maintainer changes', (open) => {
  const openStage = useStage(open);

  async function start(given: GitHubSeed) {
    let time = Date.parse('2026-11-25T12:00:00Z');
    const stage = await openStage(given, { now: () => new Date(time) });
    const { github, service } = stage;
    for (const { login } of given.accounts ?? []) await github.installApp(login);
    await service.idle();
    github.requests.length = 0;
    return {
      ...stage,
      wait: (milliseconds: number) => {
        time += milliseconds;
      },
      judge: (packageName: string, ...changes: Partial<ChangeToSave>[]) =>
        judged(
          service,
          packageName,
          changes.map((change) => someChange({ packageName, ...change })),
        ),
      report: async () => {
        const { id } = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
        await service.queue!.send(service.db, 'report-maintainers', { installationId: id });
        await service.idle();
      },
      say: async (name: string, number: number, body: string, as = 'ada') => {
        const id = await github.comment(`harbour/${name}`, number, body, as);
        await service.idle({ withDeferred: true });
        const comments = await commentsOn(github, `harbour/${name}`, number);
        const answers = comments.filter((one) => one.body.includes(`lockkeeper:answer:${id} -->`));
        return { id, answers, answer: answers[0]?.body, reactions: await github.reactionsTo(`harbour/${name}`, id) };
      },
    };
  }

  test('are opened by repository and day, edited in place, left alone where nothing changed', async () => {
    const { github, service, judge, report, wait } = await start(seed(repository('lamp')));
    await judge('wick', {});
    const [issue, ...others] = await issuesOf(github, 'lamp');
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      title: 'Maintainer change of 2026-11-25 (high): wick',
      state: 'open',
      user: { login: 'lockkeeper-emulated[bot]' },
    });
    expect(issue!.body).toContain('- Who may publish now: `mallory` **(added)**, `bob`\n- Before: `bob`');
    expect(issue!.body).toContain('| package-lock.json | `1.0.0` | **direct** |');

    github.requests.length = 0;
    await report();
    await service.runNow('hourly-run');
    await service.idle();
    expect(github.requests.filter(({ path }) => path.includes('/issues'))).toEqual([]);

    // What else comes on the day joins it, what comes the day after does not.
    await judge('oil', { level: 'critical', score: 90 });
    expect(writes(github)).toEqual(['PATCH lamp/issues/1']);
    const [joined] = await issuesOf(github, 'lamp');
    expect(joined!.title).toBe('Maintainer changes of 2026-11-25 (critical): oil, wick');
    expect(headings(joined!).slice(0, 2)).toEqual([
      '## `oil`: critical, 90 of 100 points',
      '## `wick`: high, 60 of 100 points',
    ]);
    wait(DAY);
    await judge('oil', {}, { startedAt: '2026-11-26T08:00:00Z', lastSignalAt: '2026-11-26T08:00:00Z' });
    expect((await issuesOf(github, 'lamp')).map(({ title }) => title)).toHaveLength(2);
  });

  test('are not opened below the level, nor where changes are not watched', async () => {
    const { github, judge } = await start(
      seed(
        repository('lamp'),
        repository('buoy', 'maintainers: { level: low }'),
        repository('keel', 'maintainers: { enabled: false, level: low }'),
      ),
    );
    await judge('wick', { level: 'medium', score: 40 });
    expect(await issuesOf(github, 'lamp')).toEqual([]);
    expect(await issuesOf(github, 'keel')).toEqual([]);
    expect((await issuesOf(github, 'buoy')).map(({ title }) => title)).toEqual([
      'Maintainer change of 2026-11-25 (medium): wick',
    ]);
  });

  test('are one for each event where the configuration names a repository, with all that is affected', async () => {
    const to = 'maintainers: { report-to: watch }';
    const { github, judge } = await start(
      seed(repository('lamp', to), repository('buoy', to), { name: 'watch', files: { 'README.md': 'Reports.' } }),
    );
    await judge('wick', {});
    // Within a day the same people at another package: the same event. Others are not.
    await judge('oil', { startedAt: '2026-11-25T20:00:00Z', lastSignalAt: '2026-11-25T20:00:00Z' });
    const issues = await issuesOf(github, 'watch');
    expect(issues.map(({ title }) => title)).toEqual(['Maintainer changes (high): oil, wick']);
    expect(issues[0]!.body).toContain('2 lockfiles of 2 repositories hold it.');
    expect(issues[0]!.body).toContain('| harbour/buoy | package-lock.json | `1.0.0` | **direct** |');
    expect(await issuesOf(github, 'lamp')).toEqual([]);

    await judge('oil', {
      startedAt: '2026-11-25T20:00:00Z',
      lastSignalAt: '2026-11-25T20:00:00Z',
      maintainers: { before: [{ name: 'bob' }], after: [{ name: 'trudy' }] },
    });
    expect(await issuesOf(github, 'watch')).toHaveLength(1);
    await judge('wick', {}, {
      startedAt: '2026-11-25T09:00:00Z',
      lastSignalAt: '2026-11-25T09:00:00Z',
      signals: [],
      maintainers: undefined,
    } as Partial<ChangeToSave>);
    expect(await issuesOf(github, 'watch')).toHaveLength(2);
  });

  test('stay in a repository whose configuration names none that may be told, and say so', async () => {
    const { github, judge } = await start(
      seed(
        repository('lamp', 'maintainers: { report-to: nowhere }'),
        repository('safe', 'maintainers: { report-to: watch }', { private: true }),
        { name: 'watch', files: { 'README.md': 'Reports.' } },
      ),
    );
    await judge('wick', {});
    expect((await issuesOf(github, 'lamp'))[0]?.body).toContain(
      '> The configuration has it told of in harbour/nowhere',
    );
    expect((await issuesOf(github, 'safe'))[0]?.body).toContain(
      'harbour/watch (`maintainers.report-to`), which is public',
    );
    expect(await issuesOf(github, 'watch')).toEqual([]);
  });

  test.each<[how: string, ended: Partial<ChangeToSave>, said: RegExp]>([
    ['reverted', { reverted: true }, /^Reverted/],
    ['known as malware', { malware: 'MAL-2026-1' }, /^Known as malware by \[MAL-2026-1\]/],
    ['judged to be nothing', { level: 'info', score: 0 }, /^Quiet: there was no further signal/],
  ])('close by themselves when the change is %s, and open again with a further signal', async (_, ended, said) => {
    const { github, judge } = await start(seed(repository('lamp')));
    await judge('wick', {});
    github.requests.length = 0;
    await judge('wick', ended);
    const [closed] = await issuesOf(github, 'lamp');
    expect(closed!.state).toBe('closed');
    expect(stateLine(closed!, 'wick')).toMatch(said);
    expect(writes(github)).toEqual(['PATCH lamp/issues/1']);
    await judge('wick', { lastSignalAt: '2026-11-25T11:00:00Z' });
    const issues = await issuesOf(github, 'lamp');
    expect(issues.map(({ state }) => state)).toEqual(['open']);
  });

  test('close when it has been quiet, by the clock alone', async () => {
    const { github, service, judge, wait } = await start(seed(repository('lamp', 'maintainers: { cooldown: 3 }')));
    await judge('wick', {});
    const hour = async () => {
      await service.runNow('hourly-run');
      await service.idle();
      return (await issuesOf(github, 'lamp')).map(({ state }) => state);
    };
    wait(2 * DAY);
    expect(await hour()).toEqual(['open']);
    wait(DAY);
    expect(await hour()).toEqual(['closed']);
    expect(stateLine((await issuesOf(github, 'lamp'))[0]!, 'wick')).toBe(
      'Quiet since 2026-11-28 08:00 UTC: there was no further signal.',
    );
  });

  test('that a person closed stay closed until there is a further signal', async () => {
    const { github, service, judge, report } = await start(seed(repository('lamp')));
    await judge('wick', {});
    await github.as('ada', 'PATCH', '/repos/harbour/lamp/issues/1', { state: 'closed' });
    await github.commit('harbour/lamp', { 'other/package-lock.json': npmLock({ wick: '1.1.0' }) });
    await service.idle();
    await report();
    const [edited] = await issuesOf(github, 'lamp');
    expect(edited!.body).toContain('other/package-lock.json');
    expect(edited!.state).toBe('closed');
    await judge('wick', { lastSignalAt: '2026-11-25T11:00:00Z' });
    expect((await issuesOf(github, 'lamp')).map(({ state }) => state)).toEqual(['open']);
  });

  test('are not asked for where issues are switched off, and come when they are there', async () => {
    const { github, judge, report } = await start(seed(repository('lamp')));
    await github.as('admin', 'PATCH', '/repos/harbour/lamp', { has_issues: false });
    await judge('wick', {});
    expect(writes(github)).toEqual([]);
    await github.as('admin', 'PATCH', '/repos/harbour/lamp', { has_issues: true });
    await report();
    expect(await issuesOf(github, 'lamp')).toHaveLength(1);
  });

  test('are found again where GitHub has made them and we do not know', async () => {
    const { github, service, judge, report } = await start(seed(repository('lamp')));
    await judge('wick', {});
    await service.db
      .updateTable('maintainer_reports')
      .set({ issue_number: null, issue_key: null, state: 'owed' })
      .execute();
    await report();
    expect(await issuesOf(github, 'lamp')).toHaveLength(1);
    const row = await service.db.selectFrom('maintainer_reports').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ issue_number: 1, state: 'open' });
  });

  test('of two installations say nothing of each other', async () => {
    const given = seed(repository('lamp'));
    given.accounts!.push({ login: 'marina', people: ['mia'], repositories: [repository('pier')] });
    const { github, judge, say } = await start(given);
    github.grant('harbour/lamp', 'ada', 'write');
    await judge('wick', {});
    await say('lamp', 1, '/accept');
    expect((await issuesOf(github, 'lamp'))[0]).toMatchObject({ state: 'closed' });
    const [other] = await github.as<Issue[]>('admin', 'GET', '/repos/marina/pier/issues?state=all');
    expect(other).toMatchObject({ state: 'open' });
    expect(other!.body).not.toContain('harbour');
  });

  describe('take', () => {
    const to = 'maintainers: { report-to: watch }';
    async function startReported() {
      const world = await start(
        seed(repository('lamp', to), repository('buoy', to), { name: 'watch', files: { 'README.md': 'Reports.' } }),
      );
      world.github.grant('harbour/watch', 'ada', 'write');
      await world.judge('wick', {});
      await world.judge('oil', {});
      return world;
    }

    test('/accept: of one package, then of all: closes everywhere, and opens again with a further signal', async () => {
      const { github, service, judge, say } = await startReported();
      const { answer, reactions } = await say('watch', 1, '/accept wick checked with the team');
      expect(reactions).toEqual(['+1']);
      expect(answer).toContain('/accept wick because checked with the team');
      expect(answer).toContain('Accepted: `wick`, with all that changed until 2026-11-25 08:00 UTC.');
      const [half] = await issuesOf(github, 'watch');
      expect(half!.state).toBe('open');
      expect(stateLine(half!, 'wick')).toBe('Accepted by `ada`: checked with the team.');
      expect(
        (await alertLines(service.db)).filter((line) => line.endsWith('open')).map((line) => line.split(' ')[2]),
      ).toEqual(['oil@2.0.0', 'oil@2.0.0']);

      await say('watch', 1, '/accept');
      expect((await issuesOf(github, 'watch')).map(({ state }) => state)).toEqual(['closed']);
      expect((await alertLines(service.db)).filter((line) => line.endsWith('open'))).toEqual([]);
      expect((await evidenceEvents(service.db)).filter((event) => event === 'maintainers.accepted')).toHaveLength(2);

      expect((await say('watch', 1, '/accept')).answer).toContain('nothing in this issue is open any more');
      await judge('wick', { lastSignalAt: '2026-11-25T11:00:00Z' });
      const [again] = await issuesOf(github, 'watch');
      expect(again!.state).toBe('open');
      expect(again!.title).toContain('wick');
    });

    test('/pin: keeps updates of every affected repository at what is held, and takes it back', async () => {
      const { service, say } = await startReported();
      const { answer } = await say('watch', 1, '/pin wick for 2w because we wait');
      expect(answer).toContain(
        'Pinned in another repository, as number 1: `wick` goes no further than `1.0.0` until 2026-12-09 12:00 UTC.',
      );
      expect(answer).not.toContain('buoy');
      const rows = () =>
        service.db.selectFrom('suppressions').select(['package_name', 'range', 'reason', 'author']).execute();
      const pinned = { package_name: 'wick', range: '>1.0.0', reason: 'we wait', author: 'ada' };
      expect(await rows()).toEqual([pinned, pinned]);
      await say('watch', 1, '/pin wick because we wait on');
      expect(await rows()).toMatchObject([{ reason: 'we wait on' }, { reason: 'we wait on' }]);
      expect((await say('watch', 1, '/pin elsewhere')).answer).toContain('no lockfile that this is about holds it');
      await say('watch', 1, '/unsuppress');
      expect(await rows()).toEqual([]);
    });

    test('/investigate: assigns, and holds it open for as long as it takes', async () => {
      const { github, service, wait, say } = await startReported();
      github.grant('harbour/watch', 'eve', 'write');
      const { answer } = await say('watch', 1, '/investigate wick @eve');
      expect(answer).toContain('To be looked into by `eve`: `wick`.');
      const [issue] = await issuesOf(github, 'watch');
      expect(issue!.assignees.map(({ login }) => login)).toEqual(['eve']);
      expect(stateLine(issue!, 'wick')).toMatch(/^\*\*Being looked into\*\* by `eve`/);
      wait(60 * DAY);
      await service.runNow('hourly-run');
      await service.idle();
      const [later] = await issuesOf(github, 'watch');
      expect(later!.state).toBe('open');
      expect(stateLine(later!, 'oil')).toMatch(/^Quiet since/);
      const unknown = await say('watch', 1, '/investigate wick @nobody-at-all');
      expect(unknown.answer).toContain('GitHub does not let them be assigned here');
      expect((await evidenceEvents(service.db)).filter((event) => event === 'maintainers.investigated')).toHaveLength(
        2,
      );
    });

    test('nothing from people who may not write, and each comment once', async () => {
      const { github, service, say } = await startReported();
      const refused = await say('watch', 1, '/accept', 'eve');
      expect(refused.answer).toContain('**Nothing was done.**');
      expect((await issuesOf(github, 'watch')).map(({ state }) => state)).toEqual(['open']);
      const { id } = await say('watch', 1, '/accept');
      const [job] = await service.queue!.boss.findJobs('handle-comment', { data: { commentId: id } });
      await service.queue!.send(service.db, 'handle-comment', job!.data as never);
      await service.idle();
      const comments = await commentsOn(github, 'harbour/watch', 1);
      expect(comments.filter(({ body }) => body.includes(`lockkeeper:answer:${id} -->`))).toHaveLength(1);
      expect((await evidenceEvents(service.db)).filter((event) => event === 'maintainers.accepted')).toHaveLength(2);
    });

    test('a package where several could be meant, and what is nearly one is asked back', async () => {
      const { say } = await startReported();
      const { answer, reactions } = await say('watch', 1, '/accept wik we know her');
      expect(reactions).toEqual(['confused']);
      expect(answer).toContain('/accept wick because we know her');
    });
  });
});
