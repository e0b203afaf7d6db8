import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { SEVERITIES } from '../scanners/osv/severity.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import {
  type AlertFilter,
  type AlertPosition,
  alertHistory,
  countAlerts,
  findAlert,
  listAlerts,
} from './alert-pages.ts';
import type { Db } from './open-database.ts';
import type { AlertState } from './schema/alerts.ts';

const STATES: AlertState[] = ['open', 'suppressed', 'resolved'];

describeEachDatabase('alert pages', (open, kind) => {
  let db: Db;
  let make: ReturnType<typeof inventoryFixture>;
  let place: { installation_id: number; repository_id: number; lockfile_id: number };
  const everything: AlertFilter = { installationId: 1, severities: SEVERITIES, states: STATES };

  beforeEach(async () => {
    ({ db } = await open());
    make = inventoryFixture(db);
    await make.installation(1);
    const repository_id = await make.repository(1, { owner: 'Octo', name: 'Web.Shop', tags: ['a', 'b'] });
    place = { installation_id: 1, repository_id, lockfile_id: await make.lockfile(repository_id) };
  });

  const ids = async (filter: Partial<AlertFilter>) =>
    (await listAlerts(db, { ...everything, ...filter }, { limit: 100 })).rows.map((row) => row.id);

  test('give every alert exactly once, in order, while others are inserted', async () => {
    const level = fc.constantFrom(...SEVERITIES);
    const alert = fc.record({ severity: level, state: fc.constantFrom(...STATES) });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          before: fc.array(alert, { maxLength: 25 }),
          during: fc.array(alert, { maxLength: 10 }),
          limit: fc.integer({ min: 1, max: 7 }),
          states: fc.uniqueArray(fc.constantFrom(...STATES), { minLength: 1 }),
          severities: fc.subarray([...SEVERITIES], { minLength: 1 }),
        }),
        async ({ before, during, limit, states, severities }) => {
          await db.deleteFrom('alerts').execute();
          const expected = [];
          for (const values of before) expected.push({ id: await make.alert(place, values), ...values });
          const waiting = [...during];
          const seen: AlertPosition[] = [];
          let after: AlertPosition | undefined;
          do {
            const page = await listAlerts(db, { installationId: 1, severities, states }, { after, limit });
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            if (page.next) expect(page.rows).toHaveLength(limit);
            seen.push(...page.rows.map(({ severity, id }) => ({ severity, id })));
            after = page.next;
            const values = waiting.pop();
            if (values) await make.alert(place, values);
          } while (after);

          const ranks = seen.map(({ severity, id }) => severities.indexOf(severity) * 1e9 + id);
          expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
          const asked = expected.filter(
            ({ state, severity }) => states.includes(state) && severities.includes(severity),
          );
          const seenIds = new Set(seen.map(({ id }) => id));
          expect(asked.filter(({ id }) => !seenIds.has(id))).toEqual([]);
        },
      ),
      { numRuns: kind === 'pglite' ? 15 : 30 },
    );
  });

  test('stop behind a cursor of a level that is not asked for', async () => {
    await make.alert(place, { severity: 'low' });
    const filter = { ...everything, severities: ['low' as const] };
    expect((await listAlerts(db, filter, { after: { severity: 'high', id: 0 }, limit: 10 })).rows).toEqual([]);
  });

  test('pass all filters at once', async () => {
    const first = await make.alert(place, { package_name: 'a', kind: 'malware', advisory_ids: ['GHSA-1', 'CVE-1'] });
    const second = await make.alert(place, { package_name: 'b', state: 'resolved', severity: 'low' });
    const { repository_id } = place;
    const cases: [Partial<AlertFilter>, number[]][] = [
      [{}, [first, second]],
      [{ kind: 'malware' }, [first]],
      [{ packageName: 'b' }, [second]],
      [{ packageName: 'B' }, []],
      [{ advisoryId: 'CVE-1' }, [first]],
      [{ advisoryId: 'CVE-1', packageName: 'b' }, []],
      [{ repository: repository_id }, [first, second]],
      [{ repository: repository_id + 1 }, []],
      [{ repository: { owner: 'octo', name: 'web.shop' } }, [first, second]],
      [{ repository: { owner: 'octo', name: 'web%' } }, []],
      [{ tag: 'b' }, [first, second]],
      [{ tag: 'c' }, []],
      [{ states: ['resolved'] }, [second]],
      [{ severities: ['high'] }, [first]],
      [{ installationId: 2 }, []],
    ];
    for (const [filter, expected] of cases) {
      expect([filter, await ids(filter)]).toEqual([filter, expected]);
      const counts = await countAlerts(db, { ...everything, ...filter });
      expect([filter, [...counts.values()].reduce((a, b) => a + b, 0)]).toEqual([filter, expected.length]);
    }
  });

  test('leave out what the installation has lost', async () => {
    const id = await make.alert(place);
    await db.updateTable('repositories').set({ removed_at: new Date() }).execute();
    expect(await ids({})).toEqual([]);
    expect(await countAlerts(db, everything)).toEqual(new Map());
    expect(await findAlert(db, { installationId: 1, id })).toBeUndefined();
  });

  test("and an alert's history is the newest of its evidence, the oldest first", async () => {
    const row = (seq: number, subject: string) => {
      return { installation_id: 1, seq, at: new Date(seq), event: 'e', subject, data: '{}', prev_hash: '', hash: '' };
    };
    const subjects = ['alert:1', 'alert:11', 'alert:1', 'repository:1', 'alert:1'];
    await db
      .insertInto('evidence')
      .values(subjects.map((subject, index) => row(index + 1, subject)))
      .execute();
    const history = await alertHistory(db, { installationId: 1, id: 1, limit: 2 });
    expect(history.map(({ seq }) => seq)).toEqual([3, 5]);
    expect(await alertHistory(db, { installationId: 2, id: 1, limit: 2 })).toEqual([]);
  });
});
