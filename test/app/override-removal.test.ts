import { expect, test } from 'vitest';
import { describeEachDatabase } from '../databases.ts';
import type { Files } from '../github/index.ts';
import { openTestRegistry } from '../updates/open-registry.ts';
import { fileAt, npmProject, pullsOf, updateLines, updateRows } from '../updates/update-stage.ts';
import { advisory, sourceOf } from './advisories.ts';
import { useStage } from './open-stage.ts';

const NAME = 'harbour/lamp';
const BRANCH = 'lockkeeper/npm/root';

interface Lock {
  packages: Record<string, { version: string; dependencies?: Record<string, string> }>;
}

/** `lamp` pins the wick that it burns. */
function pinnedWick(): Files {
  const files = npmProject({ lamp: '1.0.0' });
  const lock = JSON.parse(String(files['package-lock.json'])) as Lock;
  const lamp = lock.packages['node_modules/lamp']!;
  lamp.dependencies = { wick: '~1.0.0' };
  lock.packages['node_modules/wick'] = { ...lamp, version: '1.0.0', dependencies: undefined };
  return { ...files, 'package-lock.json': `${JSON.stringify(lock, null, 2)}\n` };
}

describeEachDatabase('an override of ours', (open) => {
  const openStage = useStage(open);

  test('is taken out by a pull request once the parent admits the fix, and that is the end of it', async () => {
    await using registry = await openTestRegistry();
    registry.publish('lamp', '1.0.0', { dependencies: { wick: '~1.0.0' } });
    for (const version of ['1.0.0', '1.2.0', '1.2.5']) registry.publish('wick', version);
    const settings = { '.github/lockkeeper.yml': 'dashboard: false\nupdates: { overrides: true }\n' };
    const files = pinnedWick();
    const { github, service } = await openStage(
      {
        accounts: [
          { login: 'harbour', people: ['pilot'], repositories: [{ name: 'lamp', files: { ...files, ...settings } }] },
        ],
      },
      {
        source: sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'wick', '1.2.0')]),
        config: { registries: { default: registry.url } },
      },
    );
    await github.installApp('harbour');
    await service.idle();
    const hour = async () => {
      await service.runNow('hourly-run');
      await service.idle();
    };
    const mergeAndWait = async (number: number) => {
      await github.as('admin', 'PUT', `/repos/${NAME}/pulls/${number}/merge`, { merge_method: 'squash' });
      await hour();
    };

    await hour();
    const [added] = await pullsOf(github, NAME);
    expect(added!.body).toContain('Lockkeeper proposes to take it out');
    expect(await fileAt(github, NAME, BRANCH, 'package.json')).toContain('"wick@^1": "^1.2.0"');
    await mergeAndWait(1);
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} merged #1`]);

    registry.publish('lamp', '1.1.0', { dependencies: { wick: '^1.1.0' } });
    const lock = JSON.parse((await fileAt(github, NAME, 'main', 'package-lock.json'))!) as Lock;
    expect(lock.packages['node_modules/wick']!.version).toBe('1.2.0');
    Object.assign(lock.packages['node_modules/lamp']!, { version: '1.1.0', dependencies: { wick: '^1.1.0' } });
    const raised = `${JSON.stringify(lock, null, 2)}\n`;
    await github.commit(NAME, { 'package-lock.json': raised });
    await service.idle();
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} merged #1`, `lamp ${BRANCH} open #2`]);
    const removal = (await pullsOf(github, NAME)).find(({ number }) => number === 2)!;
    expect(removal.title).toBe('Remove the unneeded override of wick');
    expect(removal.body).toContain('which #1 added, is not needed any more');
    expect(await fileAt(github, NAME, BRANCH, 'package.json')).toBe(files['package.json']);
    expect(await fileAt(github, NAME, BRANCH, 'package-lock.json')).toBe(raised);
    expect((await updateRows(service.db)).at(-1)!.rank).toMatchObject({ findings: 0, severity: 'low' });

    await mergeAndWait(2);
    github.requests.length = 0;
    await hour();
    // There is nothing left to look at.
    expect(github.requests).toEqual([]);
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} merged #1`, `lamp ${BRANCH} merged #2`]);
  });
});
