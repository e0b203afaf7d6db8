import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { listMonitoringAlerts, openMonitoringAlerts } from './monitoring-alerts.ts';
import { type Delivery, listMonitoringSources, listWatchdogs, truncatedAlerts } from './monitoring-sources.ts';
import type { Db } from './open-database.ts';
import { saveMonitoringAlerts, type ToldAlert } from './save-monitoring-alerts.ts';

const start = new Date('2026-03-01T12:00:00Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

const firing: ToldAlert = {
  fingerprint: 'f00d',
  status: 'firing',
  startsAt: start,
  endsAt: null,
  severity: 'critical',
  title: 'Checkout is down',
  service: 'checkout',
  environment: 'production',
  repository: null,
  tags: ['team:payments'],
  url: 'https://prometheus.example.org/graph',
  labels: { alertname: 'CheckoutDown' },
};
const resolved: ToldAlert = { ...firing, status: 'resolved', endsAt: at(3) };

describeEachDatabase('alerts of monitoring', (open) => {
  let db: Db;

  beforeEach(async () => {
    ({ db } = await open());
    const make = inventoryFixture(db);
    for (const id of [1, 2]) await make.installation(id);
    await make.repository(1, { id: 11, owner: 'org-1', name: 'Shop' });
    await make.repository(1, { id: 12, owner: 'org-1', name: 'blog' });
    await make.repository(2, { id: 21, owner: 'org-2', name: 'secret' });
  });

  const tell = (minutes: number, told: ToldAlert[], delivery: Partial<Delivery> = {}) =>
    db
      .transaction()
      .execute((trx) =>
        saveMonitoringAlerts(trx, { installationId: 1, source: 'alertmanager', now: at(minutes), ...delivery }, told),
      );
  const openFor = async (repositoryFullName: string, environment = 'production', installationId = 1) =>
    (await openMonitoringAlerts(db, { installationId, repositoryFullName, environment })).map(({ title }) => title);
  const states = async () =>
    (await db.selectFrom('monitoring_alerts').select(['status', 'starts_at']).orderBy('starts_at').execute()).map(
      (row) => [row.status, row.starts_at.toISOString().slice(11, 16)],
    );

  test('fire until they are said to be resolved', async () => {
    expect(await tell(1, [firing])).toMatchObject({ changed: 1, left: 0 });
    expect(
      await openMonitoringAlerts(db, {
        installationId: 1,
        repositoryFullName: 'org-1/shop',
        environment: 'production',
      }),
    ).toEqual([
      {
        id: expect.stringMatching(/^monitoring-alert:\d+$/),
        kind: 'monitoring',
        severity: 'critical',
        title: 'Checkout is down',
        openedAt: start.toISOString(),
        tags: ['team:payments'],
        source: 'alertmanager',
        url: 'https://prometheus.example.org/graph',
        service: 'checkout',
        environment: 'production',
      },
    ]);
    // Others of the same delivery, and silence, resolve nothing.
    await tell(2, [{ ...resolved, fingerprint: 'beef' }]);
    await tell(3, []);
    expect(await openFor('org-1/shop')).toHaveLength(1);
    expect(await tell(4, [resolved])).toMatchObject({ changed: 1 });
    expect(await openFor('org-1/shop')).toEqual([]);
  });

  test('are one, however often they are told of, and by however many of a pair', async () => {
    const { ids } = await tell(1, [firing]);
    expect(await tell(2, [firing])).toEqual({ ids, changed: 0, left: 0 });
    expect(await tell(2, [firing, firing])).toEqual({ ids, changed: 0, left: 0 });
    await Promise.all([tell(3, [firing]), tell(3, [firing])]);
    expect(await states()).toEqual([['firing', '12:00']]);
    await tell(4, [firing], { source: 'another' });
    expect(await states()).toHaveLength(2);
  });

  test('stay resolved where the word that they fire was overtaken by the word that they are resolved', async () => {
    await tell(4, [resolved]);
    await tell(4.2, [firing]);
    expect(await states()).toEqual([['resolved', '12:00']]);
    // Half an hour later it is no message that was overtaken: its Alertmanager had lost sight of it.
    expect(await tell(34, [firing])).toMatchObject({ changed: 1 });
    expect(await states()).toEqual([['firing', '12:00']]);
    const [row] = await db.selectFrom('monitoring_alerts').select('ends_at').execute();
    expect(row?.ends_at).toBeNull();
  });

  test('that fire again later are new ones', async () => {
    await tell(1, [firing]);
    await tell(4, [resolved]);
    const again = { ...firing, startsAt: at(5) };
    expect(await tell(4.5, [again])).toMatchObject({ changed: 1 });
    // What is said of the first one late is said of the first one.
    await tell(6, [resolved]);
    expect(await states()).toEqual([
      ['resolved', '12:00'],
      ['firing', '12:05'],
    ]);
  });

  test('that are told without a start are the ones that are open', async () => {
    const simple = { ...firing, startsAt: null };
    await tell(1, [simple]);
    await tell(2, [simple]);
    expect(await states()).toEqual([['firing', '12:01']]);
    expect((await tell(3, [{ ...simple, status: 'resolved' }])).ids).toHaveLength(1);
    expect((await tell(3, [{ ...simple, status: 'resolved' }])).ids).toHaveLength(0);
    await tell(4, [simple]);
    expect(await states()).toEqual([
      ['resolved', '12:01'],
      ['firing', '12:04'],
    ]);
  });

  test('count for the repository and environment that they name, and where they name none for all', async () => {
    await tell(1, [
      { ...firing, fingerprint: '1', title: 'all', environment: null },
      { ...firing, fingerprint: '2', title: 'shop', repository: { owner: 'ORG-1', name: 'shop' } },
      { ...firing, fingerprint: '3', title: 'prod', environment: 'Prod' },
      { ...firing, fingerprint: '4', title: 'staging', environment: 'staging' },
      { ...firing, fingerprint: '5', title: 'not ours', repository: { owner: 'org-2', name: 'secret' } },
    ]);
    expect(await openFor('org-1/shop')).toEqual(['all', 'shop', 'prod', 'not ours']);
    expect(await openFor('Org-1/Blog', 'PRODUCTION')).toEqual(['all', 'prod', 'not ours']);
    expect(await openFor('org-1/blog', 'stage')).toEqual(['all', 'staging']);
    expect(await openFor('org-2/secret', 'production', 2)).toEqual([]);
  });

  test('say how long ago a source and its watchdog were heard, and what is not known', async () => {
    expect(await listMonitoringSources(db, 1)).toEqual([]);
    await tell(1, [firing], { watchdog: true, truncated: { group: 'a', alerts: 3 } });
    await tell(2, [firing], { truncated: { group: 'b', alerts: 4 } });
    await tell(2, [], { source: 'other' });
    const shown = async () =>
      (await listMonitoringSources(db, 1)).map((row) => [row.source, row.heard_at, truncatedAlerts(row)]);
    expect(await shown()).toEqual([
      ['alertmanager', at(2), 7],
      ['other', at(2), 0],
    ]);
    expect(await listWatchdogs(db, 1)).toEqual([{ source: 'alertmanager', lastHeardAt: at(1).toISOString() }]);
    await tell(3, [firing], { truncated: { group: 'a', alerts: 0 } });
    expect(await shown()).toEqual([
      ['alertmanager', at(3), 4],
      ['other', at(2), 0],
    ]);
    expect(await listWatchdogs(db, 2)).toEqual([]);
  });

  test('come in pages', async () => {
    await tell(
      1,
      Array.from({ length: 5 }, (_, n) => ({ ...firing, fingerprint: String(n), title: `alert ${n}` })),
    );
    await tell(1, [{ ...firing, title: 'theirs' }], { installationId: 2 });
    const filter = { installationId: 1, statuses: ['firing'] as const };
    const first = await listMonitoringAlerts(db, filter, { limit: 3 });
    const second = await listMonitoringAlerts(db, filter, { limit: 3, before: first.next });
    expect([...first.rows, ...second.rows].map(({ title }) => title).sort()).toEqual(
      [0, 1, 2, 3, 4].map((n) => `alert ${n}`),
    );
    expect(second.next).toBeUndefined();
    const none = await listMonitoringAlerts(db, { ...filter, environment: 'staging' }, { limit: 3 });
    expect(none.rows).toEqual([]);
  });

  test('hold what no text of PostgreSQL can', async () => {
    await tell(1, [{ ...firing, fingerprint: 'a\0b', title: 'a\ud800b', labels: { 'x\0': '\ud800' } }]);
    await tell(2, [{ ...firing, fingerprint: 'a\0b', startsAt: null, title: 'again' }]);
    expect(await openFor('org-1/shop')).toEqual(['again']);
  });
});
