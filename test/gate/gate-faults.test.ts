import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Ran } from '../actions/run-action.ts';
import { npmLock } from '../app/lockfiles.ts';
import { hasPostgres } from '../app/open-stage.ts';
import { type GateStage, objectiveOf, openGateStage } from './gate-stage.ts';
import { type Mood, vectorOf } from './prometheus-relay.ts';

const MINUTE = 60_000;
const QUAY = `gate: {environments: {'*': {trust-score: {mode: off}}}}
slos:
${objectiveOf('shop', '98%')}`;
const files = { 'package-lock.json': npmLock({ fine: '2.0.0' }), '.github/lockkeeper.yml': QUAY };

let stage: GateStage;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  stage = opened.use(await openGateStage({ quay: files }));
});
afterEach(() => {
  stage.clock.serviceMs = 0;
  stage.prometheus.mood = 'down';
  stage.prometheus.asked = async () => {};
});
afterAll(() => opened.disposeAsync());

function burnRateOf(ran: Ran): { state: string; effect: string; reason: string } {
  const { checks } = JSON.parse(ran.outputs['report']!);
  return checks.find(({ check }: { check: string }) => check === 'burn-rate');
}

describe('a Prometheus that answers', () => {
  test.each<[string, Mood, state: string, reason: string]>([
    ['NaN', vectorOf('NaN'), 'error', 'found NaN'],
    ['more than there are numbers', vectorOf('+Inf'), 'error', 'found +Inf'],
    ['fewer than none', vectorOf('-1'), 'error', 'found -1'],
    ['nothing', { resultType: 'vector', result: [] }, 'no-data', 'no series matches'],
    ['a string', { resultType: 'string', result: [1, 'fine'] }, 'error', 'type string'],
    ['a word for a number', vectorOf('many'), 'error', 'Prometheus: '],
    ['a number that is no string', vectorOf(0), 'error', 'Prometheus: '],
    ['what is no result', { resultType: 'vector', result: 'no' }, 'error', 'Prometheus: '],
    ['no traffic', vectorOf('0'), 'no-traffic', 'no'],
  ])('%s lets nothing pass', async (_, mood, state, reason) => {
    stage.prometheus.mood = mood;
    const ran = await stage.deploy('quay', 'production');
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'block', 'burn-rate': '' } });
    expect(burnRateOf(ran)).toMatchObject({ state, effect: 'block', reason: expect.stringContaining(reason) });
    expect(ran.summary).toContain('## Could not decide: burn rate');
  });

  test('as it should lets pass what is good, and nothing else', async () => {
    stage.prometheus.mood = (query) => vectorOf(query.includes('5..') ? '1' : '100');
    expect(await stage.deploy('quay', 'production')).toMatchObject({ code: 0, outputs: { 'burn-rate': '0.5' } });
    stage.prometheus.mood = vectorOf('100');
    expect(await stage.deploy('quay', 'production')).toMatchObject({ code: 1, outputs: { 'burn-rate': '50' } });
  });
});

describe('a service whose clock', () => {
  test.each([
    ['is half a minute ahead', MINUTE / 2],
    ['is half a minute behind', -MINUTE / 2],
  ])('%s answers', async (_, skew) => {
    stage.clock.serviceMs = skew;
    stage.prometheus.mood = vectorOf('1');
    expect(await stage.deploy('quay', 'production')).toMatchObject({ code: 1, outputs: { verdict: 'block' } });
  });

  test.each([
    ['is ten minutes ahead', 10 * MINUTE, 'one that has. Ask for a new one'],
    ['is ten minutes behind', -10 * MINUTE, 'a token that was issued by now'],
  ])('%s does not, and says that clocks are to be compared', async (_, skew, found) => {
    stage.clock.serviceMs = skew;
    stage.prometheus.mood = vectorOf('1');
    const ran = await stage.deploy('quay', 'production', { 'on-error': 'allow' });
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: 'error' } });
    expect(ran.log).toContain(found);
    expect(ran.log).toMatch(/compare the clock/i);
    expect(ran.summary).toContain('## Could not decide');
  });
});

describe.skipIf(!hasPostgres())('a database that is lost in the middle of a decision', () => {
  /** Nobody is let in, and who was in is thrown out: as where the server is stopped. */
  async function lose(database: string): Promise<void> {
    await admin(`alter database ${database} allow_connections false`);
    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
  }
  const find = (database: string) => admin(`alter database ${database} allow_connections true`);

  async function admin(query: string): Promise<void> {
    const client = new pg.Client({ connectionString: `${inject('postgresUrl')}/postgres` });
    await client.connect();
    await client.query(query).finally(() => client.end());
  }

  async function nameOf(): Promise<string> {
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(stage.service.db);
    return rows[0]!.name;
  }

  const decisions = async () =>
    (await stage.service.db.selectFrom('gate_decisions').select('id').execute()).map(({ id }) => id);

  test.each([
    ['block', 2, '::error'],
    ['warn', 0, '::warning'],
    ['allow', 0, '::notice'],
  ])('is no decision; with on-error %s the step ends with %i', async (onError, code, level) => {
    const [name, before] = [await nameOf(), await decisions()];
    stage.prometheus.mood = vectorOf('1');
    let lost = 0;
    stage.prometheus.asked = async () => {
      lost += 1;
      if (lost === 1) await lose(name);
    };
    const ran = await stage.deploy('quay', 'production', { 'on-error': onError, timeout: '4' });
    await find(name);
    expect(lost).toBeGreaterThan(0);
    expect(ran).toMatchObject({ code, outputs: { verdict: 'error', report: '' } });
    expect(ran.log).toContain(`${level} title=Lockkeeper could not decide::`);
    expect(ran.log).toMatch(/found status 50[03]/);
    expect(ran.summary).toContain('## Could not decide');
    expect(await decisions()).toEqual(before);
  });

  test('and is back in time, is asked again: there is one decision', async () => {
    const [name, before] = [await nameOf(), await decisions()];
    stage.prometheus.mood = vectorOf('1');
    let asked = 0;
    stage.prometheus.asked = async () => {
      asked += 1;
      if (asked > 1) return;
      await lose(name);
      setTimeout(() => void find(name), 1500);
    };
    const ran = await stage.deploy('quay', 'production', { timeout: '60' });
    expect(ran).toMatchObject({ code: 1, outputs: { verdict: 'block' } });
    expect(await decisions()).toHaveLength(before.length + 1);
  });
});
