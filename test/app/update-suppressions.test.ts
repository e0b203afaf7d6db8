import { expect, test } from 'vitest';
import { createToken } from '../../app/api/tokens.ts';
import { insertSuppression } from '../../db/suppression-changes.ts';
import { describeEachDatabase } from '../databases.ts';
import { openTestRegistry } from '../updates/open-registry.ts';
import { lamp, pullsOf, type Running, updateLines, useUpdates, WICK } from '../updates/update-stage.ts';

import { advisory } from './advisories.ts';

const NAME = 'harbour/lamp';
const BRANCH = 'lockkeeper/npm/root';

async function suppressRange({ service }: Running, range: string, now: Date, expiresAt: Date): Promise<void> {
  const { id } = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
  const given = {
    installationId: id,
    repository: null,
    source: 'api',
    ecosystem: 'npm',
    packageName: 'wick',
    advisoryId: null,
    range,
    path: null,
    devOnly: false,
    reason: 'it smokes',
    author: 'pilot',
    expiresAt,
  } as const;
  await service.db.transaction().execute((trx) => insertSuppression(trx, given, now));
}

async function skips({ service }: Running): Promise<{ package: string; reason: string; expires_at?: string }[]> {
  const rows = await service.db
    .selectFrom('evidence')
    .select('data')
    .where('event', '=', 'update.skipped')
    .orderBy('seq')
    .execute();
  return rows.map(({ data }) => JSON.parse(data));
}

describeEachDatabase('suppressed targets', (open) => {
  const start = useUpdates(open);

  test('a plan steers round a range, and where there is no other way it waits on record until the range is free', async () => {
    await using registry = await openTestRegistry();
    for (const version of ['1.0.0', '1.2.0', '1.2.5', '1.3.0']) registry.publish('wick', version);
    let now = new Date('2026-11-01T08:00:00Z');
    const running = await start(lamp({ wick: '1.0.0' }), registry, { now: () => now });
    const { github, service, hour } = running;
    await suppressRange(running, '1.2.x', now, new Date('2026-12-01T00:00:00Z'));
    await hour();
    const [pull] = await pullsOf(github, NAME);
    expect(pull!.title).toBe('Update wick from 1.0.0 to 1.3.0');
    expect(pull!.body).toMatch(/Passed over[\s\S]*wick 1\.2\.0 is suppressed until 2026-12-01.*it smokes/);

    await suppressRange(running, '>=1.3.0', now, new Date('2026-11-20T00:00:00Z'));
    now = new Date('2026-11-02T08:00:00Z');
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} closed #1`]);
    expect((await skips(running)).at(-1)).toMatchObject({
      package: 'wick',
      reason: expect.stringContaining('it smokes'),
      expires_at: '2026-11-20T00:00:00.000Z',
    });
    const told = (await skips(running)).length;
    now = new Date('2026-11-03T08:00:00Z');
    await hour();
    expect((await skips(running)).length).toBe(told + 1);

    now = new Date('2026-11-20T00:00:01Z');
    await hour();
    expect(await updateLines(service.db)).toEqual([`lamp ${BRANCH} closed #1`, `lamp ${BRANCH} open #2`]);
    expect((await pullsOf(github, NAME)).find(({ number }) => number === 2)!.title).toBe(
      'Update wick from 1.0.0 to 1.3.0',
    );
  });

  test('one that is made over the API takes the package out of the pull request within the minute', async () => {
    await using registry = await openTestRegistry();
    for (const name of ['wick', 'oil']) for (const version of ['1.0.0', '1.2.0']) registry.publish(name, version);
    const advisories = [WICK, advisory('GHSA-bbbb-bbbb-bbbb', 'oil', '1.2.0')];
    const { github, service, hour } = await start(lamp({ wick: '1.0.0', oil: '1.0.0' }), registry, { advisories });
    await hour();
    expect((await pullsOf(github, NAME))[0]!.title).toBe('Update 2 packages with known flaws');
    const { id: installationId } = await service.db.selectFrom('installations').select('id').executeTakeFirstOrThrow();
    const asked = { installationId, name: 'ci', scopes: ['suppressions:write'], expiresAt: null, now: new Date() };
    const { secret } = await createToken(service.db, asked);
    const response = await fetch(`${service.url}/api/v1/suppressions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ package: 'oil', scope: 'installation', reason: 'known and accepted' }),
    });
    expect(response.status).toBe(201);
    await service.idle();
    expect((await pullsOf(github, NAME)).map(({ number, title }) => `#${number} ${title}`)).toEqual([
      '#1 Update wick from 1.0.0 to 1.2.0',
    ]);
    expect((await pullsOf(github, NAME))[0]!.body).toMatch(/### Skipped[\s\S]*known and accepted/);
  });
});
