import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, test } from 'vitest';
import { openTestPostgres } from '../databases.ts';
import type { GitHubSeed } from '../github/index.ts';
import { commentsOn } from '../updates/update-stage.ts';
import { npmLock } from './lockfiles.ts';
import { hasPostgres, useStage } from './open-stage.ts';
import { evidenceEvents } from './read-state.ts';
import { startWorkerProcess } from './start-worker-process.ts';

const NAME = 'harbour/lamp';
const seed: GitHubSeed = {
  accounts: [
    {
      login: 'harbour',
      people: ['ada'],
      repositories: [
        {
          name: 'lamp',
          files: {
            'package-lock.json': npmLock({ wick: '1.0.0' }),
            '.github/lockkeeper.yml': 'updates: { enabled: false }\n',
          },
        },
      ],
    },
  ],
};

describe.skipIf(!hasPostgres())('commands, when the worker is killed [PostgreSQL]', () => {
  const openStage = useStage(openTestPostgres);
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  const points: [where: string, request: RegExp][] = [
    ['before it acts', /^GET .*\/permission$/],
    ['between the act and the answer', /^POST .*\/reactions$/],
    ['between the answer and the note of it', /^POST .*\/issues\/\d+\/comments$/],
  ];
  test.concurrent.for(points)('%s: one suppression, one answer', async ([, request], { expect, onTestFinished }) => {
    const stage = await openStage(seed, { config: { role: 'web' } }, onTestFinished);
    const { github, service } = stage;
    const victim = await startWorkerProcess(stage);
    children.push(victim);
    await github.installApp('harbour');
    await service.idle();
    // Stands for the dashboard, which a repository without alerts does not have.
    const { number } = await github.as<{ number: number }>('admin', 'POST', `/repos/${NAME}/issues`, { title: 'Ours' });
    await service.db.updateTable('repositories').set({ dashboard_number: number }).execute();
    github.grant(NAME, 'ada', 'write');

    const hold = github.hold(request);
    const id = await github.comment(NAME, number, '/suppress wick because it is never lit', 'ada');
    await hold.reached;
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    // What was under way arrives at GitHub all the same.
    hold.release();
    await stage.start({ config: { role: 'worker' } });
    await service.idle({ withDeferred: true });

    const made = await service.db.selectFrom('suppressions').select(['package_name', 'author']).execute();
    expect(made).toEqual([{ package_name: 'wick', author: 'ada' }]);
    expect(await evidenceEvents(service.db)).toEqual(['suppression.created']);
    const answers = (await commentsOn(github, NAME, number)).filter(({ user }) => user.type === 'Bot');
    expect(answers.map(({ body }) => body.includes(`<!-- lockkeeper:answer:${id} -->`))).toEqual([true]);
    expect(await github.reactionsTo(NAME, id)).toEqual(['+1']);
    const [job] = await service.queue!.boss.findJobs('handle-comment');
    expect(job).toMatchObject({ state: 'completed', retryCount: 1 });
  });
});
