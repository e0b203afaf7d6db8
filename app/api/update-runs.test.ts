import pino from 'pino';
import { expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { saveRunPlan } from '../../db/update-run-plans.ts';
import { finishUpdateRun, insertUpdateRun } from '../../db/update-runs.ts';
import { describeEachDatabase } from '../../test/databases.ts';
import { inventoryFixture } from '../../test/inventory-fixture.ts';
import type { ApiContext } from './api-context.ts';
import { createApi } from './create-api.ts';
import { createToken } from './tokens.ts';

const HOUR = 60 * 60 * 1000;
const start = Date.parse('2026-06-01T00:00:00Z');

async function makeWorld(db: Db, startRun?: ApiContext['startRun']) {
  const make = inventoryFixture(db);
  const installationId = await make.installation(1);
  const repositoryId = await make.repository(installationId, { owner: 'harbour', name: 'lamp' });
  const lockfileId = await make.lockfile(repositoryId);
  await make.repository(installationId, { owner: 'harbour', name: 'attic', archived: true });
  await make.repository(installationId, { owner: 'harbour', name: 'gone', removed_at: new Date(start) });
  let time = start;
  const sent: unknown[] = [];
  const api = createApi({
    db,
    now: () => new Date(time),
    log: pino({ level: 'silent' }),
    version: '1',
    refreshSoon: async () => {},
    changesDecided: async () => {},
    startRun: startRun ?? (async (_, run) => void sent.push(run)),
  });
  const token = { installationId, name: 'ci bot', scopes: ['updates:read', 'updates:write'], expiresAt: null };
  const { secret } = await createToken(db, { ...token, now: new Date(start) });
  return {
    make,
    place: { installationId, repositoryId, lockfileId },
    sent,
    wait: (hours: number) => {
      time += hours * HOUR;
    },
    call: async (method: string, path: string, body?: object) => {
      const response = await api.request(`/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return {
        status: response.status,
        location: response.headers.get('location'),
        body: (await response.json()) as Shown,
      };
    },
    runs: () => db.selectFrom('update_runs').select(['id', 'state']).orderBy('id').execute(),
  };
}

describeEachDatabase('update runs of the API', (open) => {
  test('are made and announced together, in the name of the token', async () => {
    const { call, sent, runs } = await makeWorld((await open()).db);
    const made = await call('POST', '/update-runs', { repository: 'Harbour/Lamp' });
    expect(made).toMatchObject({
      status: 202,
      location: `/api/v1/update-runs/${made.body.id}`,
      body: {
        state: 'waiting',
        trigger: 'api',
        requested_by: 'ci bot',
        dry_run: false,
        cap: 25,
        repository: { full_name: 'harbour/lamp' },
      },
    });
    expect(sent).toEqual([{ installationId: 1, runId: made.body.id }]);
    expect(await runs()).toEqual([{ id: made.body.id, state: 'waiting' }]);
  });

  test('that cannot be announced are not made', async () => {
    const { call, runs } = await makeWorld((await open()).db, async () => Promise.reject(new Error('no queue')));
    expect(await call('POST', '/update-runs', {})).toMatchObject({ status: 500 });
    expect(await runs()).toEqual([]);
  });

  test('are refused for what is archived, gone or unknown', async () => {
    const { call, runs } = await makeWorld((await open()).db);
    const answers = [];
    for (const repository of ['harbour/attic', 'harbour/gone', 'harbour/none']) {
      const { status, body } = await call('POST', '/update-runs', { repository });
      answers.push([status, body.found]);
    }
    expect(answers).toEqual([
      [409, '"harbour/attic", which is archived'],
      [400, '"harbour/gone"'],
      [400, '"harbour/none"'],
    ]);
    expect(await runs()).toEqual([]);
  });

  test('wait at most five at a time, and what died long ago does not count', async () => {
    const { db } = await open();
    const { call, runs, wait } = await makeWorld(db);
    const ask = async () => (await call('POST', '/update-runs', { dry_run: true })).status;
    const statuses = [await ask(), await ask(), await ask(), await ask(), await ask(), await ask()];
    expect(statuses).toEqual([202, 202, 202, 202, 202, 409]);
    await finishUpdateRun(db, (await runs())[0]!.id, new Date(start));
    expect([await ask(), await ask()]).toEqual([202, 409]);
    wait(6.1);
    expect(await ask()).toBe(202);
  });

  test('show of each pull request the one of their time, as it is now', async () => {
    const { db } = await open();
    const { call, make, place } = await makeWorld(db);
    const at = (hours: number) => new Date(start + hours * HOUR);
    const given = { installationId: place.installationId, trigger: 'hourly', cap: 25, now: at(10) } as const;
    const run = await insertUpdateRun(db, given);
    const groups = ['earlier', 'merged', 'late', 'known', 'none'].map((branch) => ({
      branch,
      title: branch,
      updates: [],
      outcome: 'new' as const,
      reason: null,
      number: branch === 'known' ? 4 : null,
    }));
    await saveRunPlan(db, { runId: run.id, lockfileId: place.lockfileId, groups, skipped: [], error: null });
    await finishUpdateRun(db, run.id, at(11));
    const ended = (branch: string, number: number, from: number, to: number) =>
      make.pullRequest(place, { branch, number, state: 'merged', created_at: at(from), ended_at: at(to) });
    await ended('earlier', 1, 1, 2);
    await ended('merged', 2, 9, 20);
    await make.pullRequest(place, { branch: 'merged', number: 3, state: 'open', created_at: at(30) });
    await make.pullRequest(place, { branch: 'late', state: 'wanted', created_at: at(30) });
    await ended('known', 4, 1, 9);
    const { body } = await call('GET', `/update-runs/${run.id}`);
    const shown = body.plans[0]!.pull_requests.map(({ branch, now }) => `${branch} ${now?.state} ${now?.number}`);
    expect(shown).toEqual([
      'earlier undefined undefined',
      'merged merged 2',
      'late undefined undefined',
      'known merged 4',
      'none undefined undefined',
    ]);
  });
});

interface Shown {
  id: number;
  found: string;
  plans: { pull_requests: { branch: string; now: { state: string; number: number | null } | null }[] }[];
}
