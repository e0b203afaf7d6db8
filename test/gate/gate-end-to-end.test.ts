import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { recordDeploy } from '../../db/deploys.ts';
import type { Ran } from '../actions/run-action.ts';
import { judged, someChange } from '../app/judged-changes.ts';
import { npmLock } from '../app/lockfiles.ts';
import { type Alertmanager, findAlertmanager, startAlertmanager } from '../monitoring/start-alertmanager.ts';
import { type GateStage, objectiveOf, openGateStage, WEAK } from './gate-stage.ts';

const soon = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const QUAY = `gate:
  environments:
    production: {open-alerts: {max: {critical: 0, high: 0}}}
    production-frozen:
      freeze: {windows: [{name: quarter end, start: '${soon(-1)}T00:00', duration: 72h, timezone: Europe/Berlin}]}
    production-soaked: {soak: {minimum: 30m}}
    production-agreed: {drift: {mode: enforce}}
slos:
${objectiveOf('shop', '98%')}`;

const LAMP = `gate:
  environments:
    '*': {trust-score: {minimum: 50}}
    staging: {open-alerts: {mode: warn, max: {critical: 0}}}
slos:
${objectiveOf('shop', '98%')}`;

const REEF = `gate:
  environments:
    '*': {trust-score: {mode: off}, burn-rate: {services: [broken]}}
slos:
${objectiveOf('broken', '99.9%')}`;

const REPOSITORIES = {
  quay: { 'package-lock.json': npmLock({ fine: '2.0.0' }), '.github/lockkeeper.yml': QUAY },
  lamp: { 'package-lock.json': npmLock({ oldlib: '1.0.0' }), '.github/lockkeeper.yml': LAMP },
  reef: { 'package-lock.json': npmLock({ fine: '2.0.0' }), '.github/lockkeeper.yml': REEF },
  barge: { 'package-lock.json': npmLock(WEAK) },
  wharf: { 'package-lock.json': npmLock({ wick: '1.0.0', fine: '2.0.0' }) },
  mist: { 'package-lock.json': npmLock({ fine: '2.0.0' }) },
};

let stage: GateStage;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  stage = opened.use(await openGateStage(REPOSITORIES));
  const { db } = stage.service;
  await judged(stage.service, 'wick', [someChange({ startedAt: new Date(Date.now() - 3_600_000).toISOString() })]);
  await db.updateTable('repositories').set({ scanned_at: null }).where('name', '=', 'mist').execute();
});
afterAll(() => opened.disposeAsync());

interface Check {
  check: string;
  state: string;
  effect: string;
  reason: string;
}

/** The checks that block, as the report has them. */
function blockersOf(ran: Ran): string[] {
  const { checks } = JSON.parse(ran.outputs['report']!) as { checks: Check[] };
  return checks.filter(({ effect }) => effect === 'block').map(({ check, state }) => `${check}: ${state}`);
}

function withPrometheus(name: string, body: () => Promise<void>): void {
  test(name, async ({ skip }: TestContext) => {
    skip(stage.prometheusAway !== undefined, stage.prometheusAway);
    await body();
  });
}

describe('a deploy, asked for by the action as a runner runs it', () => {
  withPrometheus('may go ahead', async () => {
    const ran = await stage.deploy('quay', 'production');
    expect(ran).toMatchObject({ code: 0, errors: '' });
    expect(ran.outputs).toMatchObject({ verdict: 'allow', score: '88', 'open-critical': '0' });
    // One in a hundred fails, and one in fifty may: half of the budget is left.
    expect(Number(ran.outputs['burn-rate'])).toBeCloseTo(0.5, 1);
    expect(blockersOf(ran)).toEqual([]);
    expect(ran.summary).toContain('## May go ahead\n');
    expect(ran.log).not.toMatch(/^::(error|warning)/m);
  });

  withPrometheus('may go ahead with warnings', async () => {
    const ran = await stage.deploy('lamp', 'staging');
    expect(ran).toMatchObject({ code: 0, outputs: { verdict: 'warn', 'open-critical': '1' } });
    expect(ran.summary).toContain('## May go ahead, with warnings: open alerts');
    expect(ran.log).toContain('::warning title=Lockkeeper%3A open alerts');
    const strict = await stage.deploy('lamp', 'staging', { 'fail-on': 'warn' });
    expect(strict).toMatchObject({ code: 1, outputs: { verdict: 'warn' } });
  });

  withPrometheus('is blocked by a vulnerability', async () => {
    const ran = await stage.deploy('lamp', 'production');
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block', 'open-critical': '1' } });
    expect(blockersOf(ran)).toEqual(['open-alerts: fail']);
    expect(ran.summary).toContain('## Blocked: open alerts');
    expect(ran.summary).toContain('oldlib');
  });

  test('is blocked by the trust score', async () => {
    const ran = await stage.deploy('barge', 'production');
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block', 'open-critical': '0' } });
    expect(blockersOf(ran)).toEqual(['trust-score: fail']);
    expect(Number(ran.outputs['score'])).toBeLessThan(70);
    expect(ran.summary).toContain('Won back by');
  });

  withPrometheus('is blocked by the burn rate', async () => {
    const ran = await stage.deploy('reef', 'production');
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block' } });
    expect(blockersOf(ran)).toEqual(['burn-rate: fail']);
    expect(Number(ran.outputs['burn-rate'])).toBeGreaterThan(900);
    expect(ran.log).toContain('broken/availability uses up its error budget too fast');
  });

  test('is blocked by a maintainer change', async () => {
    const ran = await stage.deploy('wharf', 'production');
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block' } });
    expect(blockersOf(ran)).toEqual(['maintainer-changes: fail']);
    expect(ran.summary).toContain('wick');
  });

  withPrometheus('could not be decided where drift has to be known: nobody reports it', async () => {
    const ran = await stage.deploy('quay', 'production-agreed');
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'block' } });
    expect(blockersOf(ran)).toEqual(['drift: no-data']);
    expect(ran.summary).toContain('## Could not decide: drift');
  });

  withPrometheus('is blocked by a freeze, until it ends', async () => {
    const ran = await stage.deploy('quay', 'production-frozen');
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block' } });
    expect(blockersOf(ran)).toEqual(['freeze: fail']);
    expect(ran.summary).toContain(`passes at ${soon(1)} `);
    expect(ran.summary).toContain('quarter end');
  });

  withPrometheus('has to wait after another one', async () => {
    expect(await stage.deploy('quay', 'production-soaked')).toMatchObject({ code: 0, outputs: { verdict: 'allow' } });
    const place = await stage.placeOf('quay');
    const last = { environment: 'production-soaked', at: new Date(Date.now() - 600_000), key: 'run:1' };
    await recordDeploy(stage.service.db, { ...place, ...last, source: 'api' });
    const ran = await stage.deploy('quay', 'production-soaked');
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block' } });
    expect(blockersOf(ran)).toEqual(['soak: fail']);
    expect(ran.summary).toContain('If nothing else changes, it passes at ');
  });

  test('could not be decided where nobody looked at the repository yet', async () => {
    const ran = await stage.deploy('mist', 'production');
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'block', 'open-critical': '', 'burn-rate': '' } });
    expect(ran.summary).toContain('## Could not decide');
  });

  withPrometheus('could not be decided while Prometheus is down, and can be when it is back', async () => {
    stage.prometheus.mood = 'down';
    const ran = await stage.deploy('quay', 'production');
    stage.prometheus.mood = 'relay';
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'block', 'open-critical': '0', 'burn-rate': '' } });
    expect(blockersOf(ran)).toContain('burn-rate: error');
    expect(ran.summary).toContain('## Could not decide: ');
    expect(await stage.deploy('quay', 'production')).toMatchObject({ code: 0 });
  });

  withPrometheus('never fails as a dry run, and is no decision about a deploy', async () => {
    const ran = await stage.deploy('lamp', 'production', { 'dry-run': 'true' });
    expect(ran).toMatchObject({ code: 0, outputs: { verdict: 'block' } });
    expect(ran.summary).toMatch(/^> Dry run: .*Open critical alerts: 1\. Trust score: \d+\./);
    expect(ran.log).not.toContain('::error');
  });

  withPrometheus('goes ahead by an override, which everybody sees', async () => {
    const secret = await stage.tokenOf('overrides:write');
    const answer = await fetch(`${stage.service.url}/api/v1/overrides`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        repository: 'harbour/lamp',
        environment: 'live',
        reason: 'oldlib is not reached from here',
        hours: 2,
      }),
    });
    expect(answer.status).toBe(201);
    const ran = await stage.deploy('lamp', 'live');
    expect(ran).toMatchObject({ code: 0, outputs: { verdict: 'allow', 'open-critical': '1' } });
    expect(ran.summary).toContain('oldlib is not reached from here');
    expect(ran.summary).toMatch(/## May go ahead: .* overrode what blocks it/);
    // It holds nowhere else.
    expect(await stage.deploy('lamp', 'production')).toMatchObject({ code: 1 });
  });
});

const program = findAlertmanager();
const name =
  program === undefined ? 'skipped, because no Alertmanager is installed (Debian: prometheus-alertmanager)' : program;

describe.skipIf(program === undefined)(`a deploy while a real Alertmanager sends alerts: ${name}`, () => {
  let alertmanager: Alertmanager;
  beforeAll(async () => {
    const credentials = await stage.tokenOf('alerts:write');
    const url = `${stage.service.url}/api/v1/alertmanager`;
    const auth = ['authorization:', `  credentials: ${credentials}`];
    alertmanager = opened.use(await startAlertmanager(program!, { url, auth }));
  });

  withPrometheus('is blocked by one that fires, and goes ahead when it is resolved', async () => {
    const labels = { alertname: 'CheckoutDown', severity: 'page', repository: 'harbour/quay', env: 'prod' };
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    const alert = { labels, generatorURL: 'https://prometheus.example.org/graph', startsAt };
    await alertmanager.post([alert]);
    await firing(['CheckoutDown']);
    const ran = await stage.deploy('quay', 'production');
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block', 'open-critical': '1' } });
    expect(blockersOf(ran)).toEqual(['open-alerts: fail']);
    expect(ran.summary).toContain('[critical: CheckoutDown](https://prometheus.example.org/graph)');
    // It speaks of production alone.
    expect(await stage.deploy('quay', 'staging')).toMatchObject({ code: 0 });
    await alertmanager.post([{ ...alert, endsAt: new Date().toISOString() }]);
    await firing([]);
    expect(await stage.deploy('quay', 'production')).toMatchObject({ code: 0, outputs: { verdict: 'allow' } });
  });
});

async function firing(titles: string[]): Promise<void> {
  const { db } = stage.service;
  const rows = () => db.selectFrom('monitoring_alerts').select('title').where('status', '=', 'firing').execute();
  await expect.poll(async () => (await rows()).map(({ title }) => title), { timeout: 60_000 }).toEqual(titles);
}
