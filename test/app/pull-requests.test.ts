import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import type { AdvisorySource } from '../../scanners/osv/index.ts';
import { describeEachDatabase } from '../databases.ts';
import type { EmulatedGitHub, Files, GitHubSeed } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock, yarnLock } from './lockfiles.ts';
import { type Stage, useStage } from './open-stage.ts';
import { alertLines } from './read-state.ts';

interface CheckRun {
  id: number;
  name: string;
  external_id: string;
  status: string;
  conclusion: string;
  output: { title: string; summary: string; annotations_count: number };
}

interface Annotation {
  path: string;
  start_line: number;
  annotation_level: string;
  message: string;
}

interface Checked extends Stage {
  sha: string;
  number: number;
  run: CheckRun;
}

const NAME = 'Lockkeeper / dependencies';
const known = [
  advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0'),
  advisory('GHSA-bbbb-bbbb-bbbb', 'meek', '2.0.0', { severity: { level: 'low', score: 2 } }),
  advisory('GHSA-cccc-cccc-cccc', 'unrated', '2.0.0', { severity: { level: 'unknown' } }),
  advisory('MAL-2026-1', 'evil', '9.0.0', { malware: true, severity: { level: 'unknown' } }),
];
const manifest = (dependencies: Record<string, string>) => JSON.stringify({ name: 'project', dependencies }, null, 2);

function seedWith(files: Files): GitHubSeed {
  return { accounts: [{ login: 'harbour', repositories: [{ name: 'lamp', files }] }] };
}

async function runsOn(github: EmulatedGitHub, sha: string): Promise<CheckRun[]> {
  const path = `/repos/harbour/lamp/commits/${sha}/check-runs?filter=all`;
  const { check_runs: runs } = await github.as<{ check_runs: CheckRun[] }>('admin', 'GET', path);
  return runs.filter(({ name }) => name === NAME);
}

async function annotationsOf(github: EmulatedGitHub, { id }: CheckRun): Promise<Annotation[]> {
  const path = `/repos/harbour/lamp/check-runs/${id}/annotations`;
  return (await github.as<{ check_annotations: Annotation[] }>('admin', 'GET', path)).check_annotations;
}

/** What was put off is due now. */
async function hasten(db: Db): Promise<void> {
  await sql`update pgboss.job set start_after = now() where name = 'check-pull-request' and state = 'created'`.execute(
    db,
  );
}

describeEachDatabase('pull requests', (open) => {
  const openStage = useStage(open);
  const source = sourceOf(known);

  /** A repository that is scanned, and a pull request on it, checked. */
  async function check(base: Files, change: Files, advisories = source): Promise<Checked> {
    const stage = await openStage(seedWith(base), { source: advisories });
    const { github, service } = stage;
    await github.installApp('harbour');
    await service.idle();
    const sha = await github.commit('harbour/lamp', change, { branch: 'change' });
    const number = await github.openPullRequest('harbour/lamp', 'change');
    await service.idle();
    const [run, ...others] = await runsOn(github, sha);
    expect(others).toEqual([]);
    return { ...stage, sha, number, run: run! };
  }

  test('one that introduces a vulnerable version fails, and points to the manifest; alerts are not touched', async () => {
    const { github, service, run } = await check(
      { 'package-lock.json': npmLock({ fine: '1.0.0' }), 'package.json': manifest({ fine: '1.0.0' }) },
      {
        'package-lock.json': npmLock({ fine: '1.0.0', oldlib: '1.0.0' }),
        'package.json': manifest({ fine: '1.0.0', oldlib: '1.0.0' }),
      },
    );
    expect(run).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      output: { title: 'Introduces 1 finding (1 high)' },
    });
    expect(run.output.summary).toContain('| high | oldlib 1.0.0 |');
    expect(await annotationsOf(github, run)).toMatchObject([
      {
        path: 'package.json',
        start_line: 5,
        annotation_level: 'failure',
        message: expect.stringContaining('oldlib@1.0.0'),
      },
    ]);
    expect(await alertLines(service.db)).toEqual([]);
  });

  test('what the base holds already is not new, and what no manifest names is shown in the lockfile', async () => {
    const { github, run } = await check(
      { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) },
      { 'package-lock.json': npmLock({ oldlib: '1.0.0', unrated: '1.0.0', meek: '1.0.0' }) },
    );
    expect(run.conclusion).toBe('failure');
    expect(run.output.title).toBe('Introduces 2 findings (1 unknown, 1 low)');
    const annotations = await annotationsOf(github, run);
    expect(annotations.map(({ path, annotation_level }) => `${path} ${annotation_level}`)).toEqual([
      'package-lock.json failure',
      'package-lock.json warning',
    ]);
    const lines = npmLock({ oldlib: '1.0.0', unrated: '1.0.0', meek: '1.0.0' }).split('\n');
    expect(lines[annotations[0]!.start_line - 1]).toContain('"node_modules/unrated"');
  });

  test('one that fixes passes and says so; a lockfile that is moved brings nothing', async () => {
    const { run } = await check(
      {
        'a/package-lock.json': npmLock({ oldlib: '1.0.0' }),
        'b/yarn.lock': yarnLock({ oldlib: '1.1.0', fine: '1.0.0' }),
      },
      {
        'a/package-lock.json': npmLock({ oldlib: '1.2.0' }),
        'b/yarn.lock': null,
        'c/yarn.lock': yarnLock({ oldlib: '1.1.0', fine: '1.0.1' }),
      },
    );
    expect(run).toMatchObject({ conclusion: 'success', output: { title: 'Introduces nothing, fixes 1' } });
    expect(run.output.summary).toContain('### Fixed');
  });

  test('one that touches no lockfile passes without anything being read', async () => {
    const { github, run } = await check(
      { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) },
      { 'README.md': 'A lamp.' },
    );
    expect(run).toMatchObject({ conclusion: 'success', output: { title: 'No lockfile changed' } });
    const after = github.requests.slice(github.requests.findIndex(({ path }) => path.includes('/pulls/')));
    expect(after.map(({ path }) => path).filter((path) => path.includes('/git/'))).toEqual([]);
  });

  test('what is merged into its base meanwhile is not taken for its own', async () => {
    const { github, service } = await check({ 'package-lock.json': npmLock({ fine: '1.0.0' }) }, { 'a.txt': 'a' });
    await github.commit('harbour/lamp', { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) });
    const sha = await github.commit('harbour/lamp', { 'b.txt': 'b' }, { branch: 'change' });
    await service.idle();
    expect(await runsOn(github, sha)).toMatchObject([
      { conclusion: 'success', output: { title: 'No lockfile changed' } },
    ]);
  });

  test('follows new commits, and edits its check run where the same commit is checked again', async () => {
    const { github, service, number } = await check(
      { 'package-lock.json': npmLock({ fine: '1.0.0' }) },
      { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) },
    );
    const sha = await github.commit(
      'harbour/lamp',
      { 'package-lock.json': npmLock({ meek: '1.0.0' }) },
      { branch: 'change' },
    );
    await service.idle();
    const [run] = await runsOn(github, sha);
    expect(run).toMatchObject({ conclusion: 'success', output: { title: 'Introduces 1 finding (1 low)' } });

    const repositoryId = Number(github.repository('harbour/lamp').id);
    await service.runNow('check-pull-request', { repositoryId, number });
    expect(await runsOn(github, sha)).toEqual([run]);

    await github.commit('harbour/lamp', { '.github/lockkeeper.yml': 'pull-requests: { fail-on: low }' });
    await service.idle();
    await service.runNow('check-pull-request', { repositoryId, number });
    const [stricter, ...others] = await runsOn(github, sha);
    expect(others).toEqual([]);
    expect(stricter).toMatchObject({ id: run!.id, conclusion: 'failure' });
  });

  test('where an annotation no longer holds, a new check run takes the place of the old', async () => {
    const { github, service, number, sha, run } = await check(
      { 'package-lock.json': npmLock({ fine: '1.0.0' }) },
      { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) },
    );
    expect(run.output.annotations_count).toBe(1);
    const suppressed = 'suppressions: [{ package: oldlib, reason: known and accepted, expires: never }]';
    await github.commit('harbour/lamp', { '.github/lockkeeper.yml': suppressed });
    await service.idle();
    for (const _again of [1, 2]) {
      await service.runNow('check-pull-request', {
        repositoryId: Number(github.repository('harbour/lamp').id),
        number,
      });
      const [latest, ...earlier] = await runsOn(github, sha);
      expect(latest).toMatchObject({ conclusion: 'success', output: { annotations_count: 0 } });
      expect(earlier.map(({ id }) => id)).toEqual([run.id]);
    }
  });

  test('is checked again when its base is another, and not when its title is', async () => {
    const { github, service, number } = await check(
      { 'package-lock.json': npmLock({ fine: '1.0.0' }) },
      { 'a.txt': 'a' },
    );
    const { request } = github.deliveries.find(({ event }) => event === 'pull_request')!;
    const payload = request.payload as Record<string, unknown>;
    github.requests.length = 0;
    await github.deliver('pull_request', { ...payload, action: 'edited', changes: { title: { from: 'x' } } });
    await github.deliver('pull_request', { ...payload, action: 'labeled' });
    await service.idle();
    expect(github.requests).toEqual([]);
    await github.deliver('pull_request', { ...payload, action: 'edited', changes: { base: { ref: { from: 'x' } } } });
    await service.idle();
    expect(github.requests.map(({ path }) => path)).toContain(`/repos/harbour/lamp/pulls/${number}`);
  });

  test("holds to the default branch's configuration and suppressions, never to the head's", async () => {
    const suppressed = 'suppressions: [{ package: oldlib, reason: known and accepted, expires: never }]';
    const { run } = await check(
      { 'package-lock.json': npmLock({ fine: '1.0.0' }), '.github/lockkeeper.yml': suppressed },
      {
        'package-lock.json': npmLock({ oldlib: '1.0.0', unrated: '1.0.0' }),
        '.github/lockkeeper.yml': 'ignore-paths: ["*"]\npull-requests: { fail-on: never }',
      },
    );
    expect(run).toMatchObject({ conclusion: 'failure', output: { title: 'Introduces 1 finding (1 unknown)' } });
    expect(run.output.summary).toContain('suppressed: known and accepted');
    expect(run.output.annotations_count).toBe(1);
  });

  test('malware fails it, whatever is configured and suppressed', async () => {
    const { run } = await check(
      {
        'package-lock.json': npmLock({ fine: '1.0.0' }),
        '.github/lockkeeper.yml':
          'pull-requests: { fail-on: never }\nsuppressions: [{ package: evil, reason: its flaws, expires: never }]',
      },
      { 'package-lock.json': npmLock({ evil: '1.0.0', oldlib: '1.0.0' }) },
    );
    expect(run).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Introduces 2 findings (1 critical, 1 high)' },
    });
    expect(run.output.summary.indexOf('evil')).toBeLessThan(run.output.summary.indexOf('oldlib'));
  });

  test('a lockfile that cannot be read is no yes; beside a finding the finding counts', async () => {
    const { github, service, run } = await check(
      { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) },
      { 'package-lock.json': '<<<<<<< @octocat\n' },
    );
    expect(run.conclusion).toBe('action_required');
    expect(run.output.title).toBe('Could not decide; introduces nothing');
    expect(run.output.summary).toContain('package-lock.json, line 1: expected');
    expect(run.output.summary).not.toContain('### Fixed');
    const sha = await github.commit(
      'harbour/lamp',
      { 'b/package-lock.json': npmLock({ oldlib: '1.0.0' }) },
      { branch: 'change' },
    );
    await service.idle();
    expect(await runsOn(github, sha)).toMatchObject([{ conclusion: 'failure' }]);
  });

  test('a lockfile that is mended: what it holds may be new or not, unless it holds nothing that fails', async () => {
    const { github, service, run } = await check(
      { 'package-lock.json': '<<<<<<< HEAD\n' },
      { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) },
    );
    expect(run.conclusion).toBe('action_required');
    expect(run.output.summary).toContain('may be new or not');
    const sha = await github.commit(
      'harbour/lamp',
      { 'package-lock.json': npmLock({ fine: '1.0.0' }) },
      { branch: 'change' },
    );
    await service.idle();
    expect(await runsOn(github, sha)).toMatchObject([{ conclusion: 'success' }]);
  });

  test('names, paths and summaries from outside ping nobody and break no table', async () => {
    const record = advisory('GHSA-dddd-dddd-dddd', '@octocat/lib', '2.0.0', {
      summary: '@octocat #1 | <img src=x> [a](http://b)',
    });
    const lock = npmLock({ '@octocat/lib': '1.0.0', '@octocat/x|y <img>': '1.0.0' });
    const path = 'x|y @octocat #1 <img>/package-lock.json';
    const { run } = await check({ 'a.txt': 'a' }, { [path]: lock }, sourceOf([...known, record]));
    expect(run).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Introduces 1 finding (1 high); not all could be read' },
    });
    const row = run.output.summary.split('\n').find((line) => line.startsWith('| high'))!;
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(8);
    const active = run.output.summary.replace(/^###/gm, '').replaceAll('@&#8203;', '').replaceAll('#&#8203;', '');
    expect(active.replaceAll('&#8203;', '')).not.toMatch(/@|#|<img|\]\(http:/);
  });

  test('where GitHub fails again and again it ends as undecided, and counts once GitHub answers', async () => {
    const { github, service, number, sha } = await check(
      { 'package-lock.json': npmLock({ fine: '1.0.0' }) },
      { 'package-lock.json': npmLock({ fine: '1.0.1' }) },
    );
    await service.queue!.boss.updateQueue('check-pull-request', { retryLimit: 1, retryDelay: 1 });
    github.fail({ match: /\/compare\//, status: 500, times: 100 });
    const repositoryId = Number(github.repository('harbour/lamp').id);
    await expect(service.runNow('check-pull-request', { repositoryId, number })).rejects.toThrow('failed');
    const [run, ...others] = await runsOn(github, sha);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ conclusion: 'action_required', output: { title: 'Could not decide' } });
    expect(run!.output.summary).toContain('GitHub answered 500');
    github.heal();
    await service.runNow('check-pull-request', { repositoryId, number });
    expect(await runsOn(github, sha)).toMatchObject([{ id: run!.id, conclusion: 'success' }]);
  });

  test('where GitHub takes no word it is not given up', async () => {
    const { github, service } = await openStage(seedWith({ 'a.txt': 'a' }), { source });
    await github.installApp('harbour');
    await service.idle();
    await service.queue!.boss.updateQueue('check-pull-request', { retryLimit: 0 });
    // The queue reads its new limits at the next job: not in a webhook's transaction, where the embedded database is taken.
    await service.runNow('check-pull-request', {
      repositoryId: Number(github.repository('harbour/lamp').id),
      number: 99,
    });
    const sha = await github.commit('harbour/lamp', { 'b.txt': 'b' }, { branch: 'change' });
    github.fail({ match: /\/check-runs/, status: 502, times: 100 });
    await github.openPullRequest('harbour/lamp', 'change');
    await service.idle();
    expect(await runsOn(github, sha)).toEqual([]);
    github.heal();
    await hasten(service.db);
    await service.idle();
    expect(await runsOn(github, sha)).toMatchObject([{ conclusion: 'success' }]);
  });

  test('before the advisories were read nothing is decided; then it is, by itself', async () => {
    let readable = false;
    const late: AdvisorySource = {
      name: 'late',
      read: async function* () {
        if (!readable) throw new Error('not yet');
        yield { advisories: known, problems: [], done: known.length };
      },
    };
    const { github, service, sha, run } = await check(
      { 'package-lock.json': npmLock({ fine: '1.0.0' }) },
      { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) },
      late,
    );
    expect(run).toMatchObject({ conclusion: 'action_required', output: { title: 'Could not decide' } });
    readable = true;
    await service.runNow('hourly-run');
    await hasten(service.db);
    await service.idle();
    expect(await runsOn(github, sha)).toMatchObject([{ id: run.id, conclusion: 'failure' }]);
  });

  test('stopped just as GitHub takes the check run, and run again: there is one', async () => {
    const base = { 'package-lock.json': npmLock({ fine: '1.0.0' }) };
    const { github, service, start } = await openStage(seedWith(base), { source });
    await github.installApp('harbour');
    await service.idle();
    const change = { 'package-lock.json': npmLock({ oldlib: '1.0.0' }) };
    const sha = await github.commit('harbour/lamp', change, { branch: 'change' });
    const hold = github.hold(/^POST .*\/check-runs/);
    await github.openPullRequest('harbour/lamp', 'change');
    await hold.reached;
    await service[Symbol.asyncDispose]();
    hold.release();
    await expect.poll(() => runsOn(github, sha), { timeout: 10_000 }).toHaveLength(1);
    const next = await start();
    await next.idle({ withDeferred: true });
    expect(await runsOn(github, sha)).toMatchObject([{ conclusion: 'failure', output: { annotations_count: 1 } }]);
    expect(await next.queue!.counts()).toContainEqual({ queue: 'check-pull-request', state: 'completed', count: 1 });
  });
});
