import { expect, onTestFinished, test } from 'vitest';
import { describeEachDatabase } from '../databases.ts';
import { makeAttestations } from '../maintainers/make-attestations.ts';
import { type MadeVersion, makePackument } from '../maintainers/make-packument.ts';
import { openPackumentServer } from '../maintainers/open-packument-server.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';
import { alertLines } from './read-state.ts';

const MINUTE = 60_000;

describeEachDatabase('what documents do not say of new versions', (open) => {
  const openStage = useStage(open);

  test('built elsewhere, with a newborn dependency and no git tag: found beyond the document, judged, and told of', async () => {
    const registry = await openPackumentServer();
    onTestFinished(() => registry[Symbol.asyncDispose]());
    let time = Date.parse('2026-11-25T08:00:00Z');
    const stage = await openStage(
      {
        accounts: [
          {
            login: 'harbour',
            repositories: [
              {
                name: 'lamp',
                files: {
                  'package-lock.json': npmLock({ wick: '1.0.0' }),
                  '.github/lockkeeper.yml': 'dashboard: false\n',
                },
              },
            ],
          },
          { login: 'tide', repositories: [{ name: 'wick', files: { 'README.md': 'wick' } }] },
        ],
      },
      { now: () => new Date(time), config: { registries: { default: registry.url }, registryBudget: 1200 } },
    );
    const { github, service } = stage;
    const run = async (job: 'poll-packages' | 'check-publications') => {
      await service.runNow(job);
      await service.idle({ withDeferred: true });
    };
    const signals = async () => {
      const changes = await service.db.selectFrom('maintainer_changes').select(['level', 'signals']).execute();
      return changes.map(({ level, signals: all }) => [
        level,
        ...all.filter(({ weight }) => weight > 0).map(({ kind, weight }) => `${kind} ${weight}`),
      ]);
    };
    const version = (at: string, dependencies: Record<string, string> = {}): MadeVersion => ({
      at,
      fields: { dependencies, scripts: {}, dist: { attestations: {} } },
    });
    const publish = (versions: Record<string, MadeVersion>) =>
      registry.publish(
        'wick',
        makePackument('wick', {
          versions,
          fields: { repository: `https://${new URL(github.url).host}/tide/wick` },
        }),
      );
    const past = { '1.0.0': version('2026-01-01T00:00:00.000Z') };
    publish(past);
    registry.publish(
      'flat-wax',
      makePackument('flat-wax', { versions: { '0.0.1': { at: '2026-11-25T07:00:00.000Z' } } }),
    );
    const built = (of: string, repository: string) =>
      registry.put(`/-/npm/v1/attestations/wick@${of}`, makeAttestations('wick', of, { repository }));
    built('1.0.0', 'tide/wick');
    built('1.0.1', 'mallory/wick');
    const [head] = await github.as<{ object: { sha: string } }[]>(
      'admin',
      'GET',
      '/repos/tide/wick/git/matching-refs/heads/main',
    );
    await github.as('admin', 'POST', '/repos/tide/wick/git/refs', { ref: 'refs/tags/v1.0.0', sha: head!.object.sha });
    await github.installApp('harbour');
    await service.idle();
    await run('poll-packages');
    registry.taken();

    time += 120 * MINUTE;
    publish({ ...past, '1.0.1': version('2026-11-25T09:50:00.000Z', { 'flat-wax': '^0.0.1' }) });
    // What can be looked up at once is, without waiting for the clock.
    await run('poll-packages');
    expect(registry.taken().map(({ name, status }) => `${name} ${status}`)).toEqual([
      'wick 200',
      '-/npm/v1/attestations/wick@1.0.0 200',
      '-/npm/v1/attestations/wick@1.0.1 200',
      'flat-wax 200',
    ]);
    expect(await signals()).toEqual([['high', 'young-dependency 35', 'provenance-source 30']]);

    time += 20 * MINUTE;
    await run('check-publications');
    expect(await signals()).toEqual([['critical', 'young-dependency 35', 'provenance-source 30', 'git-tag 20']]);
    expect(await alertLines(service.db)).toEqual(['lamp package-lock.json wick@1.0.0 open']);
    const [issue, ...others] = await github.as<{ body: string }[]>('admin', 'GET', '/repos/harbour/lamp/issues');
    expect(others).toEqual([]);
    for (const said of ['was built from', 'flat-wax', 'has no git tag for 1.0.1']) expect(issue!.body).toContain(said);
  });
});
