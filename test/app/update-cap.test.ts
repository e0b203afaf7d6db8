import { describe, expect, test } from 'vitest';
import { saveKevEntries } from '../../db/exploits.ts';
import { openTestPglite } from '../databases.ts';
import type { Files } from '../github/index.ts';
import { openTestRegistry } from '../updates/open-registry.ts';
import { npmProject, organisation, pullsOf, updateRows, useUpdates, WICK } from '../updates/update-stage.ts';
import { advisory } from './advisories.ts';

/** Names that come last, for what is to be first. */
const EXPLOITED = ['zz-pump', 'zz-valve'];

describe('the cap', () => {
  const start = useUpdates(openTestPglite);

  test('over 40 repositories exactly 25 are opened, the worst first; the others wait on record, and come next', async () => {
    await using registry = await openTestRegistry();
    for (const version of ['1.0.0', '1.2.0']) {
      registry.publish('wick', version);
      registry.publish('oil', version);
    }
    const repositories: Record<string, Files> = {};
    for (let index = 0; index < 38; index++) {
      repositories[`lamp-${String(index).padStart(2, '0')}`] = npmProject({ wick: '1.0.0' });
    }
    for (const name of EXPLOITED) repositories[name] = npmProject({ oil: '1.0.0' });
    const low = { severity: { level: 'low', score: 2 } } as const;
    const advisories = [WICK, advisory('GHSA-bbbb-bbbb-bbbb', 'oil', '1.2.0', { ...low, aliases: ['CVE-2026-0007'] })];
    const { github, service, hour } = await start(organisation(repositories), registry, { advisories });
    await saveKevEntries(service.db, {
      source: 'test',
      content: { entries: new Map([['CVE-2026-0007', { ransomware: false }]]), problems: { count: 0, first: [] } },
      now: new Date(),
    });

    await hour();
    const open25 = await Promise.all(Object.keys(repositories).map((name) => pullsOf(github, `harbour/${name}`)));
    expect(open25.flat()).toHaveLength(25);
    const rows = await updateRows(service.db);
    const named = (state: string) =>
      rows
        .filter((row) => row.state === state)
        .map(({ repository }) => repository)
        .sort();
    expect(named('open')).toEqual([...Object.keys(repositories).slice(0, 23), ...EXPLOITED]);
    expect(named('deferred')).toHaveLength(15);
    expect(rows.find(({ state }) => state === 'deferred')!.reason).toContain('at most 25 pull requests a run');
    const deferred = await service.db
      .selectFrom('evidence')
      .select('data')
      .where('event', '=', 'update.deferred')
      .execute();
    expect(deferred).toHaveLength(15);

    await hour();
    expect((await updateRows(service.db)).filter(({ state }) => state === 'open')).toHaveLength(40);
  });
});
