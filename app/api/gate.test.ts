import pino from 'pino';
import { expect, test } from 'vitest';
import { saveContent } from '../../db/contents.ts';
import { replaceLockfiles } from '../../db/lockfiles.ts';
import { makeAdvisory, makeItem, makeSource } from '../../test/advisory.ts';
import { describeEachDatabase, type OpenTestDatabase } from '../../test/databases.ts';
import { addRepository } from '../../test/inventory.ts';
import { hourlyRun } from '../jobs/hourly-run.ts';
import type { VerifyWorkflowToken, WorkflowIdentity } from '../oidc/verify-workflow-token.ts';
import { createApi } from './create-api.ts';
import type { TokenScope } from './token-scopes.ts';
import { createToken } from './tokens.ts';

const log = pino({ level: 'silent' });
const start = Date.parse('2026-06-01T00:00:00Z');
const HOUR = 60 * 60 * 1000;
const JWT = 'aaa.bbb.ccc';

const identity: WorkflowIdentity = {
  repositoryId: 10,
  ownerId: 1,
  repository: 'org-1/repository-10',
  runId: 77,
  runAttempt: 1,
  sha: 'a'.repeat(40),
  environment: 'production',
  jobWorkflowRef: 'org-1/repository-10/.github/workflows/deploy.yml@refs/heads/main',
  tokenId: 'one',
  expiresAt: new Date(start + 300_000),
};

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what the tests look at
  body: any;
}

/** A repository that was scanned, whose lockfile holds one vulnerable version, and the API before it. */
async function makeWorld(open: OpenTestDatabase, config: object | null = null) {
  const { db } = await open();
  await addRepository(db);
  await addRepository(db, { installationId: 2, repositoryId: 20 });
  let time = start;
  const now = () => new Date(time);
  const content = {
    contentKey: 'x',
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items: [makeItem('a', '1.0.0')],
  } as const;
  const contentId = await saveContent(db, { ...content, problems: [] });
  const found = [{ path: 'package-lock.json', blobSha: 'x', contentId, unreadReason: null }];
  await db.transaction().execute((trx) => replaceLockfiles(trx, 10, found, now()));
  await db
    .updateTable('repositories')
    .set({ scanned_at: now(), config: config === null ? null : JSON.stringify(config) })
    .execute();
  const feed = makeSource([[makeAdvisory('GHSA-1', 'a', '2.0.0', { severity: { level: 'critical' } })]]);
  await hourlyRun({ db, log, now }, feed);
  let asked: WorkflowIdentity = identity;
  const verifyWorkflow: VerifyWorkflowToken = async () => ({ kind: 'valid', identity: asked });
  const api = createApi({
    db,
    now,
    log,
    version: '1',
    refreshSoon: async () => {},
    startRun: async () => {},
    changesDecided: async () => {},
    verifyWorkflow,
  });
  const secretOf = async (scopes: TokenScope[], installationId = 1, name = 'ci') =>
    (await createToken(db, { installationId, name, scopes, expiresAt: null, now: now() })).secret;
  const secret = await secretOf(['gate:evaluate', 'overrides:write']);
  const call = async (method: string, path: string, body?: object, bearer = secret): Promise<Answer> => {
    const response = await api.request(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    db,
    call,
    secretOf,
    wait: (ms: number) => {
      time += ms;
    },
    as: (given: Partial<WorkflowIdentity>) => {
      asked = { ...identity, ...given };
    },
    resolve: () => db.updateTable('alerts').set({ state: 'resolved' }).execute(),
    events: async () =>
      (await db.selectFrom('evidence').select('event').where('event', 'like', 'gate.%').orderBy('seq').execute()).map(
        ({ event }) => event,
      ),
  };
}

const production = { repository: 'org-1/repository-10', environment: 'production' };
const lenient = { gate: { environments: { '*': { trustScore: { mode: 'off' }, burnRate: { mode: 'off' } } } } };

describeEachDatabase('the gate over the API', (open) => {
  test('blocks for what is open, allows when it is resolved, and keeps both with their facts', async () => {
    const { call, resolve, events } = await makeWorld(open, lenient);
    const blocked = await call('POST', '/gate/evaluate', production);
    expect(blocked).toMatchObject({
      status: 200,
      body: { dry_run: false, report: { verdict: 'block', decided: true, environment: 'production' } },
    });
    expect(blocked.body.report.checks[0]).toMatchObject({
      check: 'open-alerts',
      state: 'fail',
      value: '1 critical',
    });
    await resolve();
    const allowed = await call('POST', '/gate/evaluate', production);
    expect(allowed.body.report).toMatchObject({ verdict: 'allow', decided: true });
    const listed = await call('GET', '/gate/decisions?environment=Production');
    expect(listed.body.decisions.map((one: { verdict: string }) => one.verdict)).toEqual(['allow', 'block']);
    const whole = await call('GET', `/gate/decisions/${blocked.body.decision}`);
    expect(whole.body).toMatchObject({ asked_by: { kind: 'token', name: 'ci' }, facts: { alerts: { known: true } } });
    expect(whole.body.facts.alerts.value).toMatchObject([{ id: 'GHSA-1', packageName: 'a', severity: 'critical' }]);
    expect(await events()).toEqual(['gate.blocked', 'gate.allowed']);
  });

  test('says what it does not know, and blocks production for it', async () => {
    const { call, db, resolve } = await makeWorld(open, lenient);
    await resolve();
    await db.deleteFrom('advisory_feeds').execute();
    const { body } = await call('POST', '/gate/evaluate', production);
    expect(body.report).toMatchObject({ verdict: 'block', decided: false });
    expect(body.report.checks[0]).toMatchObject({
      state: 'no-data',
      reason: expect.stringContaining('never read'),
    });
    const staging = await call('POST', '/gate/evaluate', { ...production, environment: 'staging' });
    expect(staging.body.report).toMatchObject({ verdict: 'warn' });
  });

  test('does not believe advisories that are old, nor a lockfile that was not read', async () => {
    const { call, resolve, wait, db } = await makeWorld(open, lenient);
    await resolve();
    await db.updateTable('lockfiles').set({ content_id: null, unread_reason: 'it is too large' }).execute();
    const unread = await call('POST', '/gate/evaluate', production);
    expect(unread.body.report).toMatchObject({ verdict: 'block', decided: false });
    expect(unread.body.report.checks[0].reason).toContain('package-lock.json: it is too large');
    wait(7 * HOUR);
    const old = await call('POST', '/gate/evaluate', production);
    expect(old.body.report.checks[0]).toMatchObject({
      state: 'error',
      reason: expect.stringContaining('last read at'),
    });
  });

  test('blocks a repository that was not scanned, as nobody has read its policy', async () => {
    const { call, db } = await makeWorld(open, lenient);
    await db.updateTable('repositories').set({ scanned_at: null }).execute();
    const { body } = await call('POST', '/gate/evaluate', { ...production, environment: 'staging' });
    expect(body.report).toMatchObject({ verdict: 'block', decided: false });
    expect(body.report.checks[0].reason).toContain('not scanned yet');
  });

  test('blocks where the policy cannot be read, whatever is known', async () => {
    const { call, resolve } = await makeWorld(open, {
      gateFaults: [{ file: '.github/lockkeeper.yml', key: 'gate', expected: 'a map', found: '7', cure: 'Write one.' }],
    });
    await resolve();
    const { body } = await call('POST', '/gate/evaluate', { ...production, environment: 'staging' });
    expect(body.report).toMatchObject({ verdict: 'block', decided: false });
  });

  test('thresholds of a question are stricter than the policy, or refused with what the policy has', async () => {
    const { call, resolve, as } = await makeWorld(open, lenient);
    const blocked = await call('POST', '/gate/evaluate', production);
    expect(blocked.body.figures).toEqual({ open_critical: 1, burn_rate: null });
    const lax = await call('POST', '/gate/evaluate', { ...production, inputs: { 'max-critical': 1 } });
    expect(lax).toMatchObject({ status: 400, body: { parameters: [{ name: 'inputs' }] } });
    expect(lax.body.found).toContain('max-critical: 1 is laxer than 0');
    expect(await call('POST', '/gate/evaluate', { ...production, inputs: { unheard: 1 } })).toMatchObject({
      status: 400,
    });
    await resolve();
    const strict = { environment: 'production', inputs: { 'minimum-coverage': 1 } };
    const first = await call('POST', '/gate/evaluate', strict, JWT);
    expect(first.body).toMatchObject({ figures: { open_critical: 0 }, report: { verdict: 'block', decided: false } });
    // The same token and question: the same decision, with its figures. Without the inputs it is another question.
    expect((await call('POST', '/gate/evaluate', strict, JWT)).body).toEqual(first.body);
    expect(await call('POST', '/gate/evaluate', { environment: 'production' }, JWT)).toMatchObject({ status: 409 });
    as({ tokenId: 'two' });
    const plain = await call('POST', '/gate/evaluate', { environment: 'production' }, JWT);
    expect(plain.body.report).toMatchObject({ verdict: 'allow' });
  });

  test('dry runs go on no evidence', async () => {
    const { call, events } = await makeWorld(open, lenient);
    expect((await call('POST', '/gate/evaluate', { ...production, dry_run: true })).body.dry_run).toBe(true);
    expect(await events()).toEqual([]);
    expect((await call('GET', '/gate/decisions?deploys=true')).body.decisions).toEqual([]);
  });

  test('takes the token of a workflow for its own repository and environment, once', async () => {
    const { call, as } = await makeWorld(open, lenient);
    const ask = (body: object) => call('POST', '/gate/evaluate', body, JWT);
    const first = await ask({ environment: 'production' });
    expect(first.body.report).toMatchObject({ repository: 'org-1/repository-10', sha: 'a'.repeat(40) });
    // Its answer was lost, say.
    expect((await ask({ environment: 'production' })).body.decision).toBe(first.body.decision);
    expect(await ask({ environment: 'production', dry_run: true })).toMatchObject({ status: 409 });
    as({ tokenId: 'two' });
    expect(await ask({ environment: 'staging' })).toMatchObject({ status: 400 });
    expect(await ask({ ...production, repository: 'org-2/repository-20' })).toMatchObject({ status: 404 });
    as({ tokenId: 'three', repositoryId: 999 });
    expect(await ask({ environment: 'production' })).toMatchObject({ status: 404 });
    as({ tokenId: 'four', environment: null });
    expect(await ask({ environment: 'staging' })).toMatchObject({ status: 200 });
  });

  test('is closed to tokens of others and of other scopes', async () => {
    const { call, secretOf } = await makeWorld(open, lenient);
    const other = await secretOf(['gate:evaluate'], 2);
    expect(await call('POST', '/gate/evaluate', production, other)).toMatchObject({ status: 404 });
    const made = await call('POST', '/gate/evaluate', production);
    expect(await call('GET', `/gate/decisions/${made.body.decision}`, undefined, other)).toMatchObject({ status: 404 });
    const reader = await secretOf(['alerts:read']);
    expect(await call('POST', '/gate/evaluate', production, reader)).toMatchObject({ status: 403 });
    expect(await call('GET', '/trust-score?repository=10', undefined, other)).toMatchObject({ status: 404 });
  });

  test('an override lets through until it ends, and is shown', async () => {
    const { call, wait } = await makeWorld(open, lenient);
    const made = await call('POST', '/overrides', { ...production, reason: 'The fix is under way.', hours: 2 });
    expect(made).toMatchObject({ status: 201, body: { created_by: 'ci', expires_at: '2026-06-01T02:00:00.000Z' } });
    wait(1000);
    const through = await call('POST', '/gate/evaluate', production);
    expect(through.body.report).toMatchObject({ verdict: 'allow', override: { instead: 'block', people: ['ci'] } });
    expect(await call('POST', '/overrides', { ...production, reason: 'Too long.', hours: 48 })).toMatchObject({
      status: 400,
    });
    await call('POST', `/overrides/${made.body.id}/revoke`);
    const again = await call('POST', '/gate/evaluate', production);
    expect(again.body.report).toMatchObject({ verdict: 'block', override: null });
    expect((await call('GET', '/overrides')).body.overrides).toMatchObject([{ revoked_by: 'ci' }]);
  });

  test('two people have to agree where the policy says so', async () => {
    const { call, secretOf, wait } = await makeWorld(open, {
      gate: { environments: { '*': { ...lenient.gate.environments['*'], overrides: { people: 2 } } } },
    });
    const { body } = await call('POST', '/overrides', { ...production, reason: 'The fix is under way.', hours: 2 });
    wait(1000);
    await call('POST', `/overrides/${body.id}/approve`);
    expect((await call('POST', '/gate/evaluate', production)).body.report.verdict).toBe('block');
    const other = await secretOf(['overrides:write'], 1, 'on call');
    await call('POST', `/overrides/${body.id}/approve`, undefined, other);
    expect((await call('POST', '/gate/evaluate', production)).body.report.verdict).toBe('allow');
  });

  test('a proposed policy is replayed against what was decided', async () => {
    const { call, resolve } = await makeWorld(open, lenient);
    await call('POST', '/gate/evaluate', production);
    await resolve();
    await call('POST', '/gate/evaluate', production);
    const off = 'mode: off';
    const policy = `gate:\n  environments:\n    production:\n      open-alerts: {max: {critical: 1}}\n      trust-score: {${off}}\n      burn-rate: {${off}}\n`;
    const { body } = await call('POST', '/gate/backtest', { policy });
    expect(body).toMatchObject({
      replayed: 2,
      complete: true,
      would_block: 0,
      newly_allowed: 1,
      newly_blocked: 0,
      changed: [{ was: 'block', would_be: 'allow' }],
    });
    expect(await call('POST', '/gate/backtest', { policy: 'gate: 7' })).toMatchObject({ status: 400 });
  });

  test('the trust score tells what it lost', async () => {
    const { call } = await makeWorld(open, lenient);
    const { body } = await call('GET', '/trust-score?repository=10');
    expect(body.trust_score.score).toBeLessThan(100);
    expect(body.trust_score.lost[0]).toMatchObject({ part: 'vulnerabilities', cure: expect.any(String) });
    expect(body.trust_score.coverage).toBeLessThan(1);
  });
});
