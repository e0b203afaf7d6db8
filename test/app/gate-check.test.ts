import { expect, test } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import { GATE_CHECK } from '../../app/github/gate-check.ts';
import { describeEachDatabase } from '../databases.ts';
import type { EmulatedGitHub, GitHubSeed } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { type Stage, useStage } from './open-stage.ts';

interface CheckRun {
  id: number;
  name: string;
  head_sha: string;
  status: string;
  conclusion: string;
  output: { title: string; summary: string };
}

const LAMP = 'harbour/lamp';
const alertsOnly = (more = '') => `gate:
  environments:
    production:
      trust-score: {mode: off}
      burn-rate: {mode: off}
      open-alerts: {max: {high: 0}}
${more}`;

function seedWith(config: string | null): GitHubSeed {
  const files = {
    'package-lock.json': npmLock({ oldlib: '1.0.0' }),
    ...(config === null ? {} : { '.github/lockkeeper.yml': config }),
  };
  const people = ['mona', 'rita', 'max'];
  return { accounts: [{ login: 'harbour', people, repositories: [{ name: 'lamp', files }] }] };
}

async function runsOf(github: EmulatedGitHub, ref = 'main'): Promise<CheckRun[]> {
  const path = `/repos/${LAMP}/commits/${ref}/check-runs?filter=all`;
  const { check_runs: runs } = await github.as<{ check_runs: CheckRun[] }>('admin', 'GET', path);
  return runs.filter(({ name }) => name === GATE_CHECK);
}

async function runOf(github: EmulatedGitHub): Promise<CheckRun> {
  const [run, ...others] = await runsOf(github);
  expect(others).toEqual([]);
  return run!;
}

function writes(github: EmulatedGitHub): string[] {
  return github.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/check-runs'))
    .map(({ method, status }) => `${method} ${status}`);
}

describeEachDatabase('the check run of the gate', (open) => {
  const openStage = useStage(open);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);

  async function red(config: string | null = alertsOnly()): Promise<Stage> {
    const stage = await openStage(seedWith(config), { source });
    await stage.github.installApp('harbour');
    await stage.service.idle();
    return stage;
  }

  test('is red where an alert blocks, silent while that stays so, and green on the commit that fixes it', async () => {
    const { github, service } = await red();
    const run = await runOf(github);
    expect(run).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      output: { title: 'Blocked: open alerts' },
    });
    expect(run.output.summary).toContain('oldlib');
    expect(github.buttonsOf(run.id)).toEqual(['Re-evaluate', 'Override production']);
    github.requests.length = 0;
    await service.runNow('hourly-run');
    await service.idle();
    expect(writes(github)).toEqual([]);

    await github.commit(LAMP, { 'package-lock.json': npmLock({ oldlib: '1.2.0' }) });
    await service.idle();
    const fixed = await runOf(github);
    expect(fixed).toMatchObject({ conclusion: 'success', output: { title: 'May go ahead' } });
    expect(github.buttonsOf(fixed.id)).toEqual(['Re-evaluate']);
    const decisions = await service.db.selectFrom('gate_decisions').select(['verdict', 'asked_by_kind']).execute();
    expect(decisions.map(({ verdict }) => verdict)).toEqual(['block', 'allow']);
  });

  test('is on open pull requests too where the configuration wants it, and follows the verdict there', async () => {
    const { github, service } = await red(alertsOnly('  pull-requests: true\n'));
    await github.commit(LAMP, { 'notes.md': 'new' }, { branch: 'change' });
    await github.openPullRequest(LAMP, 'change');
    await service.idle();
    const [run, ...others] = await runsOf(github, 'change');
    expect(others).toEqual([]);
    expect(run).toMatchObject({ conclusion: 'failure', output: { title: 'Blocked: open alerts' } });
    expect(github.buttonsOf(run!.id)).toEqual([]);
    await github.commit(LAMP, { 'package-lock.json': npmLock({ oldlib: '1.2.0' }) });
    await service.idle();
    expect(await runsOf(github, 'change')).toMatchObject([{ id: run!.id, conclusion: 'success' }]);
  });

  test('is not written where the configuration says nothing of the gate', async () => {
    const { github } = await red(null);
    expect(await runsOf(github)).toEqual([]);
  });

  test('a policy that cannot be read is red, and nobody can override it', async () => {
    const { github } = await red('gate: {environments: {production: {open-alerts: {mode: perhaps}}}}\n');
    const run = await runOf(github);
    expect(run.conclusion).toBe('failure');
    expect(github.buttonsOf(run.id)).toEqual(['Re-evaluate']);
  });

  test('Override by a maintainer lets it through, once, for four hours, on evidence', async () => {
    const { github, service } = await red();
    const { id } = await runOf(github);
    github.grant(LAMP, 'mona', 'maintain');
    await Promise.all([1, 2].map(() => github.pressButton(LAMP, id, 'Override production', 'mona')));
    await service.idle();
    const run = await runOf(github);
    expect(run).toMatchObject({ id, conclusion: 'success' });
    expect(run.output.title).toMatch(/^May go ahead: mona overrode/);
    const [made, ...others] = await service.db.selectFrom('gate_overrides').selectAll().execute();
    expect(others).toEqual([]);
    expect(made).toMatchObject({ environment: 'production', created_by: 'mona' });
    expect(made!.approvals).toMatchObject([{ login: 'mona', permission: 'maintain' }]);
    expect(made!.expires_at.getTime() - made!.created_at.getTime()).toBe(4 * 60 * 60 * 1000);
    expect(made!.url).toContain(`/checks/${id}`);
  });

  test('Override by a reader is refused, and the check run says why', async () => {
    const { github, service } = await red();
    const { id } = await runOf(github);
    github.grant(LAMP, 'rita', 'read');
    await github.pressButton(LAMP, id, 'Override production', 'rita');
    await service.idle();
    const run = await runOf(github);
    expect(run).toMatchObject({ id, conclusion: 'failure', output: { title: 'Blocked: open alerts' } });
    expect(run.output.summary).toMatch(/^`rita` may not override `production`: .* found the permission `read`\./);
    expect(await service.db.selectFrom('gate_overrides').selectAll().execute()).toEqual([]);
    // Re-evaluate is anybody's: it only looks again, and what was said to another is gone.
    await github.pressButton(LAMP, id, 'Re-evaluate', 'rita');
    await service.idle();
    expect((await runOf(github)).output.summary).toMatch(/^## Blocked: open alerts/);
  });

  test('two people have to agree where the policy says so; an approver by name is one', async () => {
    const { github, service } = await red(alertsOnly('      overrides: {people: 2, approvers: [Rita], max: 2h}\n'));
    const { id } = await runOf(github);
    github.grant(LAMP, 'rita', 'read');
    github.grant(LAMP, 'max', 'admin');
    for (let twice = 0; twice < 2; twice++) {
      await github.pressButton(LAMP, id, 'Override production', 'rita');
      await service.idle();
      const run = await runOf(github);
      expect(run.conclusion).toBe('failure');
      expect(run.output.summary).toContain('`rita` asks for an override of `production`: another person has to agree');
    }
    await github.pressButton(LAMP, id, 'Override production', 'max');
    await service.idle();
    expect(await runOf(github)).toMatchObject({ conclusion: 'success' });
    const [made, ...others] = await service.db.selectFrom('gate_overrides').selectAll().execute();
    expect(others).toEqual([]);
    expect(made!.approvals).toMatchObject([
      { login: 'rita', permission: 'approver Rita' },
      { login: 'max', permission: 'admin' },
    ]);
    expect(made!.expires_at.getTime() - made!.created_at.getTime()).toBe(2 * 60 * 60 * 1000);
  });

  test('a member of a team among the approvers may override, where the App may read members; others may not', async () => {
    const { github, service } = await red(alertsOnly('      overrides: {approvers: [harbour/on-call]}\n'));
    const { id } = await runOf(github);
    await github.as('admin', 'POST', '/orgs/harbour/teams', { name: 'on-call' });
    await github.as('admin', 'PUT', '/orgs/harbour/teams/on-call/memberships/rita', {});
    for (const login of ['rita', 'max']) github.grant(LAMP, login, 'read');
    const press = async (as: string) => {
      await github.pressButton(LAMP, id, 'Override production', as);
      await service.idle();
      return (await runOf(github)).conclusion;
    };
    expect(await press('max')).toBe('failure');
    github.fail({ match: /memberships/, status: 403 });
    expect(await press('rita')).toBe('failure');
    expect(await press('rita')).toBe('success');
    const made = await service.db.selectFrom('gate_overrides').select('approvals').execute();
    expect(made.map(({ approvals }) => approvals)).toMatchObject([
      [{ login: 'rita', permission: 'approver harbour/on-call' }],
    ]);
  });

  test('an override over the API turns it green, and its end red again, without waiting for the hour', async () => {
    const { github, service } = await red();
    const { id: installationId } = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
    const given = { installationId, name: 'ci', scopes: ['overrides:write'], expiresAt: null, now: new Date() };
    const { secret } = await createToken(service.db, given);
    const call = (path: string, body?: object) =>
      fetch(`${service.url}/api/v1/overrides${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
    const asked = { repository: LAMP, environment: 'production', reason: 'The fix is under way.', hours: 1 };
    expect((await call('', asked)).status).toBe(201);
    await service.idle();
    expect((await runOf(github)).conclusion).toBe('success');
    expect((await call('/1/revoke')).status).toBe(200);
    await service.idle();
    expect((await runOf(github)).conclusion).toBe('failure');
  });

  test('what names a check run of somebody else, or is by a bot, changes nothing', async () => {
    const { github, service } = await red();
    const own = await runOf(github);
    const foreign = await github.as<CheckRun>('admin', 'POST', `/repos/${LAMP}/check-runs`, {
      name: GATE_CHECK,
      head_sha: own.head_sha,
      status: 'completed',
      conclusion: 'success',
    });
    const installation = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
    const press = (checkRun: object, more: object = {}) =>
      github.deliver('check_run', {
        action: 'requested_action',
        check_run: { id: own.id, name: GATE_CHECK, ...checkRun },
        requested_action: { identifier: 'reevaluate' },
        sender: { login: 'admin', type: 'User' },
        repository: { id: github.repository(LAMP).id },
        installation,
        ...more,
      });
    github.requests.length = 0;
    await press({ id: foreign.id });
    await press({ id: 999_999 });
    await press({ name: 'build' });
    await press({}, { action: 'completed' });
    await press({}, { sender: { login: 'robot[bot]', type: 'Bot' } });
    await press({}, { requested_action: { identifier: 'override-everything' } });
    await service.idle();
    expect(writes(github)).toEqual([]);
    await press({}, { action: 'rerequested' });
    await service.idle();
    expect(writes(github)).toEqual(['PATCH 200']);
  });
});
