import { beforeEach, expect, test } from 'vitest';
import { SEVERITIES } from '../scanners/osv/severity.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { countAdvisoryAlerts, findAdvisory } from './advisory-usage.ts';
import { countAlerts, listAlerts } from './alert-pages.ts';
import type { Db } from './open-database.ts';

describeEachDatabase('an alias that stands only in the record', (open) => {
  let db: Db;
  let alerts: Record<'first' | 'other' | 'theirs', number>;

  beforeEach(async () => {
    ({ db } = await open());
    const make = inventoryFixture(db);
    await make.advisory('GHSA-a', ['a'], { aliases: ['CVE-1', 'CVE-2'] });
    await make.advisory('GHSA-b', ['b'], { aliases: ['CVE-2'] });
    await make.advisory('GHSA-theirs', ['c'], { aliases: ['CVE-3', 'CVE-1'] });
    await make.advisory('GHSA-nobodys', ['d'], { aliases: ['CVE-4'] });
    await make.advisory('GHSA-odd', ['b'], { record: '{"aliases":{"CVE-5":"CVE-5"}}' });
    const alert = async (installation_id: number, repository_id: number, ids: string[]) => {
      const lockfile_id = await make.lockfile(repository_id, { path: `${ids[0]}/package-lock.json` });
      return make.alert({ installation_id, repository_id, lockfile_id }, { group_key: ids[0]!, advisory_ids: ids });
    };
    const [ours, theirs] = [await make.installation(1), await make.installation(2)];
    const [shop, secret] = [await make.repository(ours), await make.repository(theirs)];
    alerts = {
      first: await alert(ours, shop, ['GHSA-a']),
      other: await alert(ours, shop, ['GHSA-b', 'GHSA-odd', 'GHSA-without-record']),
      theirs: await alert(theirs, secret, ['GHSA-theirs']),
    };
  });

  test.each<[id: string, installationId: number, alerts: ('first' | 'other' | 'theirs')[], advisory?: string]>([
    ['CVE-1', 1, ['first'], 'GHSA-a'],
    ['CVE-2', 1, ['first', 'other'], 'GHSA-a'],
    ['GHSA-b', 1, ['other'], 'GHSA-b'],
    ['GHSA-without-record', 1, ['other'], 'GHSA-b'],
    // What only another installation is struck by, and what nobody is.
    ['CVE-3', 1, []],
    ['CVE-4', 1, []],
    ['CVE-5', 1, []],
    ['CVE-', 1, []],
    ['CVE-3', 2, ['theirs'], 'GHSA-theirs'],
    ['CVE-1', 2, ['theirs'], 'GHSA-theirs'],
    ['CVE-2', 2, []],
    ['CVE-1', 3, []],
  ])('finds by %s, for installation %i, the alerts %j', async (advisoryId, installationId, names, advisory) => {
    const filter = { installationId, severities: SEVERITIES, states: ['open' as const], advisoryId };
    const { rows } = await listAlerts(db, filter, { limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual(names.map((name) => alerts[name]));
    const counts = await countAlerts(db, filter);
    expect([...counts.values()].reduce((a, b) => a + b, 0)).toBe(names.length);
    expect((await findAdvisory(db, { installationId, id: advisoryId }))?.id).toBe(advisory);
  });

  test('leads to an advisory whose alerts are counted', async () => {
    const found = await findAdvisory(db, { installationId: 1, id: 'CVE-1' });
    expect(await countAdvisoryAlerts(db, { installationId: 1, id: found!.id })).toEqual(new Map([['open', 1]]));
  });
});
