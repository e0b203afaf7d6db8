import { once } from 'node:events';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import { describeEachDatabase, openTestPostgres } from '../databases.ts';
import type { GitHubSeed } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { hasPostgres, type Stage, useStage } from './open-stage.ts';
import { evidenceEvents } from './read-state.ts';
import { startWorkerProcess } from './start-worker-process.ts';

/** Only alerts are looked at: what else nobody knows yet would hold every deploy to production. */
const policy = `gate:
  environments:
    "*":
      trust-score: {mode: off}
      burn-rate: {mode: off}
      maintainer-changes: {mode: off}
    production:
      open-alerts: {max: {high: 0}}
    staging:
      open-alerts: {mode: warn, max: {high: 0}}
`;
const files = { 'package-lock.json': npmLock({ oldlib: '1.0.0' }), '.github/lockkeeper.yml': policy };
const seed: GitHubSeed = {
  accounts: [
    {
      login: 'harbour',
      repositories: [
        { name: 'lamp', files },
        { name: 'quay', files },
      ],
    },
  ],
};
const fixed = { 'package-lock.json': npmLock({ oldlib: '1.2.0' }) };
const HOUR = 60 * 60 * 1000;

describeEachDatabase('the deployment protection rule', (open) => {
  const openStage = useStage(open);

  /** Scanned, with one open alert of severity high in each repository. */
  async function setUp(): Promise<Stage & { clock: { ahead: number } }> {
    const clock = { ahead: 0 };
    const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);
    const stage = await openStage(seed, { source, now: () => new Date(Date.now() + clock.ahead) });
    await stage.github.installApp('harbour');
    await stage.service.idle();
    await stage.service.runNow('hourly-run');
    await stage.service.idle();
    stage.github.requests.length = 0;
    return { ...stage, clock };
  }

  async function look({ service }: Stage): Promise<void> {
    await service.db
      .updateTable('gate_holds')
      .set({ next_look_at: new Date(0) })
      .execute();
    await service.runNow('review-holds');
    await service.idle();
  }

  const asked = ({ github }: Stage) =>
    github.requests.filter(({ path }) => path.includes('/deployment_protection_rule'));
  const gateEvents = async ({ service }: Stage) =>
    (await evidenceEvents(service.db)).filter((event) => /^(gate|override)\./.test(event));
  const states = async ({ service }: Stage) =>
    (await service.db.selectFrom('gate_holds').select('state').orderBy('id').execute()).map(({ state }) => state);

  test('holds a job by an open alert, says so once, and lets it go by itself when the alert is fixed', async () => {
    const stage = await setUp();
    const { github, service } = stage;
    const job = await github.startProtectedJob('harbour/lamp', { guid: 'one' });
    await service.idle();
    expect(job.state).toBe('waiting');
    expect(job.statuses).toEqual([expect.stringMatching(/^Blocked: open alerts\n.*oldlib.*Rejected at .* UTC/s)]);
    await look(stage);
    await look(stage);
    expect(job.statuses).toHaveLength(1);
    await github.commit('harbour/lamp', fixed);
    await service.idle();
    expect(job).toMatchObject({ state: 'approved', comment: 'May go ahead' });
    expect(await gateEvents(stage)).toEqual(['gate.blocked', 'gate.allowed']);
    await look(stage);
    expect(asked(stage)).toHaveLength(2);
    expect(asked(stage).every(({ status }) => status === 204)).toBe(true);
    await github.succeed(job);
    await github.succeed(job);
    await service.idle();
    const deploys = await service.db.selectFrom('deploys').select(['environment', 'source', 'key']).execute();
    const key = `deployment:${job.deploymentId}`;
    expect(deploys).toEqual([{ environment: 'production', source: 'deployment-status', key }]);
  });

  test('an override lets it go, for its environment; each of two environments of a run has its own answer', async () => {
    const stage = await setUp();
    const { github, service } = stage;
    const production = await github.startProtectedJob('harbour/lamp');
    const live = await github.startProtectedJob('harbour/lamp', { environment: 'prod', runId: production.runId });
    const staging = await github.startProtectedJob('harbour/lamp', { environment: 'staging', runId: production.runId });
    await service.idle();
    expect(staging).toMatchObject({
      state: 'approved',
      comment: expect.stringMatching(/^May go ahead, with warnings: open alerts/),
    });
    expect([production.state, live.state]).toEqual(['waiting', 'approved']);
    const { id: installationId } = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
    const asked = { installationId, name: 'ada', scopes: ['overrides:write'], expiresAt: null, now: new Date() };
    const { secret } = await createToken(service.db, asked);
    const reason = 'the shop is down';
    const made = await fetch(`${service.url}/api/v1/overrides`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ repository: 'harbour/lamp', environment: 'production', reason, hours: 1 }),
    });
    expect(made.status).toBe(201);
    await service.idle();
    expect(production.state).toBe('approved');
    expect(production.comment).toMatch(/ada.*overrode what blocks it.*the shop is down/s);
    expect(await states(stage)).toEqual(['approved', 'approved', 'approved']);
  });

  test('a callback elsewhere is refused without a request, and one told twice is one', async () => {
    const stage = await setUp();
    const { github, service } = stage;
    const path = '/repos/harbour/lamp/actions/runs/5/deployment_protection_rule';
    const own = new URL(github.url);
    for (const address of [
      `https://evil.example.org${path}`,
      `http://${own.host}@evil.example.org${path}`,
      `http://user@${own.host}${path}`,
      `${github.url}/repos/harbour/quay/actions/runs/5/deployment_protection_rule`,
      `${github.url}${path}/../../6/pending_deployments`,
      `${github.url}${path}?to=elsewhere`,
      'not an address',
      null,
    ]) {
      await github.startProtectedJob('harbour/lamp', { payload: { deployment_callback_url: address } });
    }
    await service.idle();
    expect(await states(stage)).toEqual([]);
    expect(github.requests).toEqual([]);
    // What GitHub may leave out.
    const bare = { deployment: null, sha: null, ref: null, pull_requests: null, sender: null, event: null };
    const job = await github.startProtectedJob('harbour/lamp', { payload: bare, guid: 'same' });
    const again = {
      ...bare,
      deployment_callback_url: `${github.url}/repos/harbour/lamp/actions/runs/${job.runId}/deployment_protection_rule`,
    };
    await github.startProtectedJob('harbour/lamp', { payload: again, guid: 'same' });
    await github.startProtectedJob('harbour/lamp', { payload: again, guid: 'another' });
    await service.idle();
    expect(await states(stage)).toEqual(['waiting']);
    expect(job.statuses).toHaveLength(1);
  });

  test('it is rejected with its reasons when its time is over, and a cancelled run ends it', async () => {
    const stage = await setUp();
    const { github, service, clock } = stage;
    const late = await github.startProtectedJob('harbour/lamp');
    const cancelled = await github.startProtectedJob('harbour/quay');
    await service.idle();
    cancelled.state = 'cancelled';
    clock.ahead = 23 * HOUR;
    await look(stage);
    // By then nobody knows what came since: that holds too, and is said in other words.
    expect(late).toMatchObject({
      state: 'waiting',
      statuses: [expect.stringMatching(/^Blocked/), expect.stringMatching(/^Could not decide/)],
    });
    clock.ahead = 24 * HOUR + 60_000;
    await look(stage);
    expect(late).toMatchObject({
      state: 'rejected',
      comment: expect.stringMatching(/^Could not decide: open alerts.*run the job again/s),
    });
    expect(cancelled).toMatchObject({ state: 'cancelled' });
    expect(await states(stage)).toEqual(['rejected', 'gone']);
  });

  test('killed after GitHub had the answer, it ends; a run that is run again without a deployment waits again', async () => {
    const stage = await setUp();
    const { github, service } = stage;
    const first = await github.startProtectedJob('harbour/lamp', {
      environment: 'staging',
      payload: { deployment: null },
    });
    await service.idle();
    expect(first.state).toBe('approved');
    const { runId } = first;
    await service.db.updateTable('gate_holds').set({ state: 'waiting', answered_at: null }).execute();
    await look(stage);
    expect(await states(stage)).toEqual(['gone']);
    expect(await gateEvents(stage)).toEqual(['gate.warned']);
    const second = await github.startProtectedJob('harbour/lamp', {
      environment: 'staging',
      payload: { deployment: null },
      runId,
    });
    await service.idle();
    expect(second.state).toBe('approved');
    expect(await states(stage)).toEqual(['approved']);
  });

  test('a webhook that was missed is swept, and its job answered', async () => {
    const stage = await setUp();
    const { github, service, clock } = stage;
    github.loseDeliveries(1);
    const job = await github.startProtectedJob('harbour/lamp', { environment: 'staging' });
    await service.idle();
    expect(job.state).toBe('waiting');
    clock.ahead = 120_000;
    await service.runNow('sweep-deliveries');
    await github.settle();
    await service.idle();
    expect(job.state).toBe('approved');
  });

  test('faults of GitHub: it is tried again, and ten comments are never used up', async () => {
    const stage = await setUp();
    const { github, service, clock } = stage;
    github.fail({ match: /deployment_protection_rule/, status: 502, times: 3 });
    const job = await github.startProtectedJob('harbour/lamp');
    await service.idle({ withDeferred: true });
    expect(job.statuses).toHaveLength(1);
    const { id } = await service.db.selectFrom('gate_holds').select('id').executeTakeFirstOrThrow();
    await service.db
      .updateTable('gate_holds')
      .set({ comments: 9, status_hash: 'another' })
      .where('id', '=', id)
      .execute();
    await look(stage);
    expect(job.statuses).toHaveLength(1);
    clock.ahead = 1000;
    github.fail({ match: /deployment_protection_rule/, status: 500, times: 3 });
    await github.commit('harbour/lamp', fixed);
    await service.idle({ withDeferred: true });
    expect(job.state).toBe('approved');
    expect((await gateEvents(stage)).filter((event) => event === 'gate.allowed')).toHaveLength(1);
  });
});

describe.skipIf(!hasPostgres())('the deployment protection rule, killed [PostgreSQL]', () => {
  const openStage = useStage(openTestPostgres);

  test('a worker that dies while GitHub has its answer: another ends it, with one decision on evidence', async () => {
    const stage = await openStage(seed, { config: { role: 'web' } });
    const { github, service } = stage;
    const victim = await startWorkerProcess(stage);
    onTestFinished(() => void victim.kill('SIGKILL'));
    await github.installApp('harbour');
    await service.runNow('hourly-run');
    await service.idle();
    const hold = github.hold(/deployment_protection_rule/);
    const job = await github.startProtectedJob('harbour/lamp', { environment: 'staging' });
    await hold.reached;
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    expect(job.state).toBe('waiting');
    hold.release();
    await vi.waitFor(() => expect(job.state).toBe('approved'));
    await stage.start({ config: { role: 'worker' } });
    await service.idle({ withDeferred: true });
    expect(await service.db.selectFrom('gate_holds').select('state').execute()).toEqual([{ state: 'gone' }]);
    const events = (await evidenceEvents(service.db)).filter((event) => event.startsWith('gate.'));
    expect(events).toHaveLength(1);
    expect(job.statuses).toEqual([]);
  });
});
