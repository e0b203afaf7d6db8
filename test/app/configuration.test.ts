import { expect, test } from 'vitest';
import { CHECK_NAME } from '../../app/github/configuration-check.ts';
import { type PolicySource, readPolicy } from '../../gate/index.ts';
import { describeEachDatabase } from '../databases.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { advisory, sourceOf } from './advisories.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';
import { alertLines } from './read-state.ts';

const weak = npmLock({ oldlib: '1.0.0' });

interface CheckRun {
  name: string;
  conclusion: string;
  output: { title: string; summary: string };
}

async function checkRuns(github: EmulatedGitHub, sha: string): Promise<CheckRun[]> {
  const path = `/repos/harbour/lamp/commits/${sha}/check-runs`;
  const { check_runs: runs } = await github.as<{ check_runs: CheckRun[] }>('admin', 'GET', path);
  return runs.filter(({ name }) => name === CHECK_NAME);
}

describeEachDatabase('configuration', (open) => {
  const openStage = useStage(open);
  const source = sourceOf([advisory('GHSA-aaaa-aaaa-aaaa', 'oldlib', '1.2.0')]);

  test('ignores paths, sets tags, suppresses; defaults of the organisation and what is extended count too', async () => {
    const { github, service } = await openStage(
      {
        accounts: [
          {
            login: 'harbour',
            repositories: [
              { name: '.github', files: { '.github/lockkeeper.yml': 'tags: [harbour]\n' } },
              { name: 'shared', files: { 'lockkeeper-strict.yml': 'ignore-paths: [old/]\n' } },
              {
                name: 'lamp',
                files: {
                  '.github/lockkeeper.yml': '_extends: shared:lockkeeper-strict.yml\ntags: [light]\n',
                  'package-lock.json': weak,
                  'old/package-lock.json': npmLock({ oldlib: '0.1.0' }),
                  'test/package-lock.json': npmLock({ oldlib: '0.2.0' }),
                },
              },
            ],
          },
        ],
      },
      { source },
    );
    await github.installApp('harbour');
    await service.idle();
    const tags = () =>
      service.db.selectFrom('repositories').select('tags').where('name', '=', 'lamp').executeTakeFirstOrThrow();
    expect((await tags()).tags).toEqual(['harbour', 'light']);
    expect(await alertLines(service.db)).toEqual([
      'lamp package-lock.json oldlib@1.0.0 open',
      'lamp test/package-lock.json oldlib@0.2.0 open',
    ]);

    await github.commit('harbour/lamp', {
      '.github/lockkeeper.yml': [
        '_extends: shared:lockkeeper-strict.yml',
        'suppressions:',
        '  - { package: oldlib, path: test/, reason: only in tests, expires: never }',
      ].join('\n'),
    });
    await service.idle();
    expect((await tags()).tags).toEqual(['harbour']);
    expect(await alertLines(service.db)).toEqual([
      'lamp package-lock.json oldlib@1.0.0 open',
      'lamp test/package-lock.json oldlib@0.2.0 suppressed',
    ]);

    // Nothing happened in lamp, but in what its configuration rests on.
    await github.commit('harbour/shared', { 'lockkeeper-strict.yml': 'ignore-paths: [test/]\n' });
    await github.commit('harbour/.github', { '.github/lockkeeper.yml': 'tags: [port]\n' });
    await service.idle();
    expect((await tags()).tags).toEqual(['port']);
    expect(await alertLines(service.db)).toEqual([
      'lamp old/package-lock.json oldlib@0.1.0 open',
      'lamp package-lock.json oldlib@1.0.0 open',
      'lamp test/package-lock.json oldlib@0.2.0 resolved',
    ]);
  });

  test('shows what is wrong in a check run, once, and takes it back', async () => {
    const { github, service } = await openStage(
      { accounts: [{ login: 'harbour', repositories: [{ name: 'lamp', files: { 'package-lock.json': weak } }] }] },
      { source },
    );
    await github.installApp('harbour');
    await service.idle();
    expect(github.requests.filter(({ path }) => path.includes('check-runs'))).toEqual([]);

    const broken = await github.commit('harbour/lamp', {
      '.github/lockkeeper.yml': 'tags: [light]\nignore-path: ["@octocat #1"]\n',
      'web/package-lock.json': '<<<<<<< @octocat\n',
    });
    await service.idle();
    const [run, ...others] = await checkRuns(github, broken);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      name: 'Lockkeeper / configuration',
      conclusion: 'failure',
      output: { title: '1 configuration problem, 1 unread lockfile' },
    });
    expect(run!.output.summary).toContain('`.github/lockkeeper.yml:2` | `ignore-path`');
    expect(run!.output.summary).toContain('`web/package-lock.json');
    expect(run!.output.summary.replaceAll(/`+[^`]*`+/g, '')).not.toMatch(/[@#]/);
    const repository = await service.db.selectFrom('repositories').selectAll().executeTakeFirstOrThrow();
    expect(repository.tags).toEqual(['light']);
    expect(repository.config_problems).toMatchObject([{ key: 'ignore-path', line: 2 }]);

    await service.runNow('scan-repository', { repositoryId: repository.id });
    expect(await checkRuns(github, broken)).toHaveLength(1);

    const mended = await github.commit('harbour/lamp', {
      '.github/lockkeeper.yml': 'tags: [light]\n',
      'web/package-lock.json': weak,
    });
    await service.idle();
    expect(await checkRuns(github, mended)).toEqual([]);
    expect(github.requests.filter(({ method, path }) => method === 'POST' && path.includes('check-runs'))).toHaveLength(
      1,
    );
  });

  test('tells what is impossible in the policy of the gate, over all files together', async () => {
    const slo = '{name: up, service: lamp, target: 90%, prometheus: {good: "g[{{window}}]", total: "t[{{window}}]"}}';
    const { github, service } = await openStage(
      {
        accounts: [
          {
            login: 'harbour',
            repositories: [
              { name: '.github', files: { '.github/lockkeeper.yml': `slos: [${slo}]\n` } },
              {
                name: 'lamp',
                files: { '.github/lockkeeper.yml': 'gate: {environments: {production: {burn-rate: {below: 11}}}}\n' },
              },
            ],
          },
        ],
      },
      { source },
    );
    await github.installApp('harbour');
    await service.idle();
    const { config, config_problems, scanned_sha } = await service.db
      .selectFrom('repositories')
      .selectAll()
      .where('name', '=', 'lamp')
      .executeTakeFirstOrThrow();
    expect(config_problems).toMatchObject([
      { key: 'gate.environments.production.burn-rate.below', expected: expect.stringContaining('at most 10') },
    ]);
    const [run] = await checkRuns(github, scanned_sha!);
    expect(run).toMatchObject({ conclusion: 'failure', output: { title: '1 configuration problem' } });
    // What the gate reads from the database later is refused too.
    expect(readPolicy(config as PolicySource, 'production')).toMatchObject({ ok: false });
  });

  test('goes on where the App may not write check runs', async () => {
    const { github, service } = await openStage(
      {
        permissions: { metadata: 'read', contents: 'read' },
        accounts: [
          {
            login: 'harbour',
            repositories: [{ name: 'lamp', files: { 'package-lock.json': weak, '.github/lockkeeper.yml': 'tags: 1' } }],
          },
        ],
      },
      { source },
    );
    await github.installApp('harbour');
    await service.idle({ withDeferred: true });
    expect(await alertLines(service.db)).toEqual(['lamp package-lock.json oldlib@1.0.0 open']);
    expect((await service.queue!.counts()).filter(({ state }) => state !== 'completed')).toEqual([]);
  });
});
