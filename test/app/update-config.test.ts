import { describe, expect, test } from 'vitest';
import { openTestPglite } from '../databases.ts';
import { openTestRegistry, type TestRegistry } from '../updates/open-registry.ts';
import {
  commentsOn,
  fileAt,
  lamp,
  npmProject,
  pullsOf,
  updateLines,
  updateRows,
  useUpdates,
  WICK,
} from '../updates/update-stage.ts';
import { advisory } from './advisories.ts';

const NAME = 'harbour/lamp';
const LOW = advisory('GHSA-bbbb-bbbb-bbbb', 'oil', '1.2.0', { severity: { level: 'low', score: 2 } });

describe('update pull requests, as the configuration wants them', () => {
  const start = useUpdates(openTestPglite);

  function publish(registry: TestRegistry): void {
    for (const version of ['1.0.0', '1.2.0', '1.3.0'])
      for (const name of ['wick', 'oil']) registry.publish(name, version);
  }

  test('one for each package; and none when they are turned off', async () => {
    await using registry = await openTestRegistry();
    publish(registry);
    const given = lamp({ wick: '1.0.0', oil: '1.0.0' }, 'updates: { group: package }');
    const { github, service, hour } = await start(given, registry, { advisories: [WICK, LOW] });
    await hour();
    expect(await updateLines(service.db)).toEqual([
      'lamp lockkeeper/npm/root+wick open #1',
      'lamp lockkeeper/npm/root+oil open #2',
    ]);
    expect((await pullsOf(github, NAME)).map(({ title }) => title).sort()).toEqual([
      'Update oil from 1.0.0 to 1.2.0',
      'Update wick from 1.0.0 to 1.2.0',
    ]);
    const lock = JSON.parse((await fileAt(github, NAME, 'lockkeeper/npm/root+oil', 'package-lock.json'))!);
    expect(lock.packages['node_modules/wick'].version).toBe('1.0.0');

    await github.commit(NAME, { '.github/lockkeeper.yml': 'dashboard: false\nupdates: { enabled: false }\n' });
    await service.idle();
    expect((await pullsOf(github, NAME)).map(({ state }) => state)).toEqual(['closed', 'closed']);
    expect((await commentsOn(github, NAME, 1)).at(-1)!.body).toContain('updates are turned off in the configuration');
    expect((await updateRows(service.db)).map(({ state }) => state)).toEqual(['closed', 'closed']);
    await hour();
    expect(await pullsOf(github, NAME)).toHaveLength(2);
  });

  test('only from a severity on, for another branch, with people and labels', async () => {
    await using registry = await openTestRegistry();
    publish(registry);
    const config =
      'updates: { min-severity: high, base-branch: release, labels: [a, b], assignees: [pilot], draft: true }';
    const { github, service, hour } = await start(lamp({ wick: '1.0.0', oil: '1.0.0' }, config), registry, {
      advisories: [WICK, LOW],
    });
    // What is on the branch counts, not what the default branch holds.
    await github.commit(NAME, npmProject({ wick: '1.1.0', oil: '1.0.0' }), { branch: 'release' });
    await service.idle();
    await hour();
    const [pull, ...others] = await pullsOf(github, NAME);
    expect(others).toEqual([]);
    expect(pull).toMatchObject({ title: 'Update wick from 1.1.0 to 1.2.0', base: { ref: 'release' }, draft: true });
    expect(pull!.labels.map(({ name }) => name)).toEqual(['a', 'b']);
    const lock = JSON.parse((await fileAt(github, NAME, 'lockkeeper/npm/root', 'package-lock.json'))!);
    expect([lock.packages['node_modules/wick'].version, lock.packages['node_modules/oil'].version]).toEqual([
      '1.2.0',
      '1.0.0',
    ]);
  });

  test('a base branch that is not there is said', async () => {
    await using registry = await openTestRegistry();
    publish(registry);
    const { service, hour } = await start(lamp({ wick: '1.0.0' }, 'updates: { base-branch: gone }'), registry);
    await hour();
    const plans = () => service.db.selectFrom('update_plans').select('error').execute();
    expect(await plans()).toEqual([{ error: 'expected the branch gone (base-branch), found none' }]);
    expect(await updateLines(service.db)).toEqual([]);
  });
});
