import { expect, test } from 'vitest';
import { describeEachDatabase } from '../databases.ts';
import { openTestRegistry } from '../updates/open-registry.ts';
import { lamp, pullsOf, updateLines, useUpdates } from '../updates/update-stage.ts';
import { DAY, judged, someChange } from './judged-changes.ts';

const NAME = 'harbour/lamp';

describeEachDatabase('a change of how maintainer changes are watched', (open) => {
  const start = useUpdates(open);

  test('is followed by alerts and issues at once, by pull requests that bring what is held too, and by others within the hour', async () => {
    await using registry = await openTestRegistry();
    registry.publish('wick', '1.0.0');
    registry.publish('wick', '1.2.0', { publishedAt: '2026-11-25T08:30:00Z' });
    let time = Date.parse('2026-11-25T12:00:00Z');
    const noAge = 'updates: { min-release-age: 0 }';
    const off = `${noAge}\nmaintainers: { enabled: false }`;
    const { github, service, hour } = await start(lamp({ wick: '1.0.0' }, off), registry, {
      now: () => new Date(time),
    });
    const configure = async (maintainers: string) => {
      const text = `dashboard: false\n${noAge}\nmaintainers: ${maintainers}\n`;
      await github.commit(NAME, { '.github/lockkeeper.yml': text });
      await service.idle();
    };
    /** What the alert of the change, its issue and the update pull requests are. */
    const standing = async () => {
      const alerts = await service.db
        .selectFrom('alerts')
        .select(['state', 'state_reason'])
        .where('kind', '=', 'maintainer-change')
        .execute();
      const pulls = new Set((await pullsOf(github, NAME)).map(({ number }) => number));
      const all = await github.as<{ number: number; state: string }[]>(
        'admin',
        'GET',
        `/repos/${NAME}/issues?state=all`,
      );
      return {
        alerts: alerts.map((row) => `${row.state}: ${row.state_reason}`),
        issues: all.filter(({ number }) => !pulls.has(number)).map(({ state }) => state),
        updates: (await updateLines(service.db)).map((line) => line.split(' ')[2]),
      };
    };

    await judged(service, 'wick', [someChange()]);
    await hour();
    expect(await standing()).toEqual({ alerts: [], issues: [], updates: ['open'] });

    await configure('{ enabled: true }');
    expect(await standing()).toEqual({ alerts: ['open: null'], issues: ['open'], updates: ['closed'] });

    // Of a change below the level nobody is told by an issue, and it holds nothing; the alert stays.
    await configure('{ level: critical }');
    expect(await standing()).toEqual({ alerts: ['open: null'], issues: ['closed'], updates: ['closed'] });
    await hour();
    expect((await standing()).updates).toEqual(['closed', 'open']);

    time += 2 * DAY;
    await configure('{ cooldown: 1 }');
    expect(await standing()).toMatchObject({ alerts: ['resolved: quiet for 1 day'], issues: ['closed'] });
    await hour();
    expect((await standing()).updates).toEqual(['closed', 'open']);

    await configure('{ cooldown: 30 }');
    expect(await standing()).toEqual({ alerts: ['open: open again'], issues: ['open'], updates: ['closed', 'closed'] });

    await configure('{ enabled: false }');
    expect(await standing()).toMatchObject({
      alerts: ['resolved: maintainer changes are not watched here'],
      issues: ['closed'],
    });
    await hour();
    expect((await standing()).updates).toEqual(['closed', 'closed', 'open']);
  });
});
