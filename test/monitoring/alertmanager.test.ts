import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import { openMonitoringAlerts } from '../../db/monitoring-alerts.ts';
import { listMonitoringSources, listWatchdogs } from '../../db/monitoring-sources.ts';
import type { Db } from '../../db/open-database.ts';
import { startService } from '../app/start-service.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../databases.ts';
import { freePort } from '../free-port.ts';
import { startGitHub } from '../github/index.ts';
import { inventoryFixture } from '../inventory-fixture.ts';
import { findAlertmanager, type PostedAlert, startAlertmanager } from './start-alertmanager.ts';

const program = findAlertmanager();
const name =
  program === undefined ? 'skipped, because no Alertmanager is installed (Debian: prometheus-alertmanager)' : program;

describe.skipIf(program === undefined)(`alerts of a real Alertmanager: ${name}`, () => {
  describeEachDatabase('sent to the service', (open) => {
    test('arrive with bearer, are one from both of a pair, and are resolved', async () => {
      const { db, url, secret } = await openScene(open);
      const auth = ['authorization:', `  credentials: ${secret}`];
      const pair = await Promise.all([1, 2].map(() => useAlertmanager({ url, auth })));
      const posted = alert('HighErrors', { severity: 'page', service: 'checkout', env: 'prod' });
      for (const one of pair) await one.post([posted, alert('Other', { severity: 'warning' })]);
      await becomes(db, ['HighErrors critical', 'Other medium']);
      // Both have sent it.
      for (const one of pair) await expect.poll(() => sent(one), PATIENCE).toBeGreaterThan(0);
      expect(await listMonitoringSources(db, 1)).toMatchObject([{ source: 'alertmanager', truncated: {} }]);
      for (const one of pair) await one.post([{ ...posted, endsAt: new Date().toISOString() }]);
      await becomes(db, ['Other medium']);
      expect(await stored(db)).toBe(2);
      // What fires again is a new one.
      await pair[0]!.post([{ ...posted, startsAt: new Date().toISOString() }]);
      await becomes(db, ['HighErrors critical', 'Other medium']);
      expect(await stored(db)).toBe(3);
    });

    test('arrive with basic authorization, and keep a watchdog fresh', async () => {
      const { db, url, secret } = await openScene(open);
      const one = await useAlertmanager({ url, auth: ['basic_auth:', '  username: any', `  password: ${secret}`] });
      await one.post([alert('Watchdog', { severity: 'none' })]);
      const heard = async () => (await listWatchdogs(db, 1)).map(({ lastHeardAt }) => Date.parse(lastHeardAt));
      await expect.poll(heard, PATIENCE).toHaveLength(1);
      const [first] = await heard();
      await expect.poll(async () => (await heard())[0], PATIENCE).toBeGreaterThan(first!);
      expect(await stored(db)).toBe(0);
    });

    test('are sent again where the service was down or could not store them', async () => {
      const scene = await openScene(open);
      const { db, url, secret } = scene;
      const one = await useAlertmanager({ url, auth: ['authorization:', `  credentials: ${secret}`] });
      await scene.stop();
      await one.post([alert('WhileDown', { severity: 'critical' })]);
      await expect.poll(() => failed(one), PATIENCE).toBeGreaterThan(0);
      await scene.start();
      await becomes(db, ['WhileDown critical']);

      const before = await failed(one);
      await sql`alter table monitoring_alerts rename to out_of_reach`.execute(db);
      await one.post([alert('WhileBroken', { severity: 'critical' })]);
      await expect.poll(() => failed(one), PATIENCE).toBeGreaterThan(before);
      await sql`alter table out_of_reach rename to monitoring_alerts`.execute(db);
      await becomes(db, ['WhileBroken critical', 'WhileDown critical']);
    });
  });
});

const PATIENCE = { timeout: 60_000, interval: 200 };

async function openScene(open: OpenTestDatabase) {
  const opened = new AsyncDisposableStack();
  onTestFinished(() => opened.disposeAsync());
  const database = await open();
  const { db } = database;
  await inventoryFixture(db).installation(1);
  const asked = { installationId: 1, name: 'alertmanager', scopes: ['alerts:write'], expiresAt: null };
  const { secret } = await createToken(db, { ...asked, now: new Date() });
  const github = opened.use(await startGitHub({ accounts: [] }));
  const http = { host: '127.0.0.1', port: await freePort() };
  let service: AsyncDisposable | undefined;
  const start = async () => {
    service = await startService({ github, database, config: { http } });
  };
  const stop = async () => {
    await service?.[Symbol.asyncDispose]();
    service = undefined;
  };
  opened.defer(stop);
  await start();
  return { db, secret, url: `http://127.0.0.1:${http.port}/api/v1/alertmanager`, start, stop };
}

async function useAlertmanager(options: Parameters<typeof startAlertmanager>[1]) {
  const one = await startAlertmanager(program!, options);
  onTestFinished(() => one[Symbol.asyncDispose]());
  return one;
}

type Running = Awaited<ReturnType<typeof useAlertmanager>>;

const failed = (one: Running) => one.metric('alertmanager_notification_requests_failed_total');
const sent = async (one: Running) =>
  (await one.metric('alertmanager_notification_requests_total')) - (await failed(one));

const startsAt = new Date(Date.now() - 60_000).toISOString();

function alert(alertname: string, labels: Record<string, string>): PostedAlert {
  return { labels: { alertname, ...labels }, generatorURL: 'https://prometheus.example.org/graph', startsAt };
}

async function becomes(db: Db, wanted: string[]): Promise<void> {
  const of = { installationId: 1, repositoryFullName: 'org-1/shop', environment: 'production' };
  const firing = async () =>
    (await openMonitoringAlerts(db, of)).map(({ title, severity }) => `${title} ${severity}`).sort();
  await expect.poll(firing, PATIENCE).toEqual(wanted);
}

async function stored(db: Db): Promise<number> {
  return (await db.selectFrom('monitoring_alerts').select('id').execute()).length;
}
