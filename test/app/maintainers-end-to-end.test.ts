import { expect, test } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import { describeEachDatabase } from '../databases.ts';
import { makePackument } from '../maintainers/make-packument.ts';
import { openPackumentServer } from '../maintainers/open-packument-server.ts';
import { npmLock } from './lockfiles.ts';
import { useStage } from './open-stage.ts';
import { alertLines, evidenceEvents } from './read-state.ts';

const HOUR = 60 * 60 * 1000;
const plain = { scripts: {}, dist: { attestations: { url: 'https://registry.example.org/a' } } };
const past = {
  '0.9.0': { at: '2025-06-01T00:00:00.000Z', fields: plain },
  '1.0.0': { at: '2026-01-01T00:00:00.000Z', fields: plain },
};

interface Issue {
  number: number;
  title: string;
  body: string;
  state: string;
}

describeEachDatabase('maintainer changes, from the registry to the issue', (open) => {
  const openStage = useStage(open);

  test('a package is taken over: an alert and an issue within the hour; accepted, both are done', async ({
    onTestFinished,
  }) => {
    const registry = await openPackumentServer();
    onTestFinished(() => registry[Symbol.asyncDispose]());
    registry.publish('wick', makePackument('wick', { versions: past }));
    let time = Date.parse('2026-11-25T08:00:00Z');
    const stage = await openStage(
      {
        accounts: [
          {
            login: 'harbour',
            people: ['ada'],
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
        ],
      },
      { now: () => new Date(time), config: { registries: { default: registry.url }, registryBudget: 1200 } },
    );
    const { github, service } = stage;
    await github.installApp('harbour');
    github.grant('harbour/lamp', 'ada', 'write');
    await service.idle();
    const poll = async () => {
      await service.runNow('poll-packages');
      await service.idle({ withDeferred: true });
    };
    const issues = () => github.as<Issue[]>('admin', 'GET', '/repos/harbour/lamp/issues?state=all');

    // What is there at first sight is no change.
    await poll();
    expect(registry.taken().map(({ name, status }) => `${name} ${status}`)).toEqual(['wick 200']);
    expect([await alertLines(service.db), await issues()]).toEqual([[], []]);
    time += 2 * HOUR;
    await poll();
    expect(registry.taken().map(({ status }) => status)).toEqual([304]);

    const taken = {
      ...past,
      '1.0.1': {
        at: '2026-11-25T10:30:00.000Z',
        publisher: 'mallory',
        fields: { scripts: { postinstall: 'node steal.js' } },
      },
    };
    registry.publish('wick', makePackument('wick', { maintainers: ['ann', 'mallory'], versions: taken }));
    time += 2 * HOUR;
    await poll();
    const [issue, ...others] = await issues();
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ title: 'Maintainer change of 2026-11-25 (critical): wick', state: 'open' });
    for (const said of ['`mallory` **(added)**', '1.0.1 runs a script when it is installed', '/accept', '/pin'])
      expect(issue!.body).toContain(said);
    // The addresses of people are nobody's business.
    expect(issue!.body).not.toContain('example.org');
    expect(await alertLines(service.db)).toEqual(['lamp package-lock.json wick@1.0.0 open']);

    // Asked again, there is nothing new to say.
    time += 2 * HOUR;
    await poll();
    expect(await issues()).toEqual([issue]);

    await github.comment('harbour/lamp', issue!.number, '/accept she is one of us', 'ada');
    await service.idle({ withDeferred: true });
    expect((await issues()).map(({ state }) => state)).toEqual(['closed']);
    expect(await alertLines(service.db)).toEqual(['lamp package-lock.json wick@1.0.0 resolved']);
    expect(await evidenceEvents(service.db)).toEqual([
      'maintainers.changed',
      'alert.opened',
      'maintainers.accepted',
      'alert.resolved',
    ]);

    // A further signal opens it again. Over the API it is accepted as by the command.
    const further = {
      ...taken,
      '1.0.2': { at: '2026-11-25T15:00:00.000Z', publisher: 'eve', fields: { scripts: {} } },
    };
    registry.publish('wick', makePackument('wick', { maintainers: ['ann', 'eve', 'mallory'], versions: further }));
    time += 2 * HOUR;
    await poll();
    expect((await issues()).map(({ state }) => state)).toEqual(['open']);
    const call = await openApi(service);
    const listed = await call('GET', '?maintainer_changed=24h');
    expect(listed).toMatchObject({ packages: [{ package: 'wick', direct: true, change: { state: 'open' } }] });
    const ledger = await call('GET', '/wick/ledger');
    expect(ledger).toMatchObject({
      maintainers: ['ann', 'eve', 'mallory'],
      risk: { level: 'critical' },
      entries: expect.arrayContaining([
        expect.objectContaining({ kind: 'published', version: '1.0.2', history: false }),
        expect.objectContaining({ kind: 'published', version: '0.9.0', history: true }),
      ]),
    });
    const accepted = await call('POST', '/wick/accept', { reason: 'she too' });
    expect(accepted).toMatchObject({
      accepted: [1],
      changes: [{ state: 'accepted', decided_by: 'ci', reason: 'she too' }],
    });
    await service.idle({ withDeferred: true });
    expect((await issues()).map(({ state }) => state)).toEqual(['closed']);
    expect(await alertLines(service.db)).toEqual(['lamp package-lock.json wick@1.0.0 resolved']);
  });
});

async function openApi({ db, url }: Lockkeeper) {
  const { id: installationId } = await db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
  const scopes = ['inventory:read', 'suppressions:write'];
  const { secret } = await createToken(db, { installationId, name: 'ci', scopes, expiresAt: null, now: new Date() });
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1/packages${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return response.json();
  };
}
