import { expect, test } from 'vitest';
import { describeEachDatabase } from '../databases.ts';
import type { GitHubSeed } from '../github/index.ts';
import { openTestRegistry, type TestRegistry } from '../updates/open-registry.ts';
import { fileAt, npmProject, pullsOf, updateLines } from '../updates/update-stage.ts';
import { advisory, sourceOf } from './advisories.ts';
import { type Stage, useStage } from './open-stage.ts';
import { evidenceEvents } from './read-state.ts';

const NAME = 'harbour/lamp';
const BRANCH = 'lockkeeper/npm/root';

/** Without a dashboard, which would be an issue between the pull requests. */
function seed(packages: Record<string, string>, config = ''): GitHubSeed {
  const files = { ...npmProject(packages), '.github/lockkeeper.yml': `dashboard: false\n${config}` };
  return { accounts: [{ login: 'harbour', people: ['pilot'], repositories: [{ name: 'lamp', files }] }] };
}

describeEachDatabase('update pull requests', (open) => {
  const openStage = useStage(open);

  async function start(
    given: GitHubSeed,
    registry: TestRegistry,
    advisories = [advisory('GHSA-aaaa-aaaa-aaaa', 'wick', '1.2.0')],
  ) {
    const stage = await openStage(given, {
      source: sourceOf(advisories),
      config: { registries: { default: registry.url } },
    });
    await stage.github.installApp('harbour');
    await stage.service.idle();
    return { ...stage, advisories };
  }

  async function hour({ service }: Stage): Promise<void> {
    await service.runNow('hourly-run');
    await service.idle();
  }

  test('a vulnerable package is updated by one proven pull request, and the next hour changes nothing', async () => {
    await using registry = await openTestRegistry();
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '2.0.0']) registry.publish('wick', version);
    const stage = await start(seed({ wick: '1.0.0' }), registry);
    const { github, service } = stage;
    await hour(stage);
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
    const lock = JSON.parse((await fileAt(github, NAME, BRANCH, 'package-lock.json'))!);
    expect(lock.packages['node_modules/wick'].version).toBe('1.2.0');
    expect(await evidenceEvents(service.db)).toEqual(['alert.opened', 'update.proposed']);

    github.requests.length = 0;
    await hour(stage);
    expect(github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} open #1`]);
  });
});
