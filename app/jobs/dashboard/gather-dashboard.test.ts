import { expect, test } from 'vitest';
import { findRepository } from '../../../db/repositories.ts';
import { describeEachDatabase } from '../../../test/databases.ts';
import { inventoryFixture } from '../../../test/inventory-fixture.ts';
import { gatherDashboard } from './gather-dashboard.ts';

describeEachDatabase('gatherDashboard', (open) => {
  test.each([
    [{}, ['low flaw', 'high change']],
    [{ maintainers: { level: 'low' } }, ['low flaw', 'low change', 'high change']],
    [{ maintainers: { level: 'critical' } }, ['low flaw']],
  ])('leaves out maintainer changes that issues do not tell of: %j', async (config, told) => {
    const { db } = await open();
    const make = inventoryFixture(db);
    const installation_id = await make.installation(1);
    const repository_id = await make.repository(1, { config: JSON.stringify(config) });
    const at = { installation_id, repository_id, lockfile_id: await make.lockfile(repository_id) };
    await make.alert(at, { severity: 'low', summary: 'low flaw' });
    for (const severity of ['low', 'high']) {
      await make.alert(at, { kind: 'maintainer-change', severity, summary: `${severity} change` });
    }
    const repository = (await findRepository(db, repository_id))!;
    const { alerts } = await gatherDashboard(db, repository, new Date('2026-06-01T00:00:00Z'));
    expect(alerts.map(({ summary }) => summary)).toEqual(told);
  });
});
