import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../db/open-database.ts';
import { describeEachDatabase } from '../../test/databases.ts';
import { inventoryFixture } from '../../test/inventory-fixture.ts';
import { checkToken } from './check-token.ts';
import { isTokenSecret } from './token-secret.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const log = pino({ level: 'silent' });

describeEachDatabase('tokens', (open) => {
  let db: Db;

  beforeAll(async () => {
    ({ db } = await open());
    const make = inventoryFixture(db);
    await make.installation(1);
    await make.installation(2);
    await make.installation(3);
    await db.updateTable('installations').set({ state: 'removed' }).where('id', '=', 3).execute();
  });

  const request = { installationId: 1, name: ' CI ', scopes: ['alerts:read'], expiresAt: null, now };
  const check = (secret: string, at: Date) => checkToken({ db, now: () => at, log }, secret);

  test('are 256 random bits, of which only a hash is kept', async () => {
    const [one, two] = [await createToken(db, request), await createToken(db, request)];
    expect(isTokenSecret(one.secret)).toBe(true);
    expect(one.secret).not.toBe(two.secret);
    const rows = await db.selectFrom('api_tokens').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(one.secret.slice(3));
    expect(rows.map((row) => row.hash)).toEqual(rows.map(() => expect.stringMatching(/^[0-9a-f]{64}$/)));
    expect(one.token).toMatchObject({
      installation_id: 1,
      account_login: 'org-1',
      name: 'CI',
      scopes: ['alerts:read'],
    });
    expect(JSON.stringify(one.token)).not.toContain('hash');
  });

  test('are valid until they expire', async () => {
    const { secret, token } = await createToken(db, { ...request, expiresAt: later(60) });
    expect(token.expires_at).toEqual(later(60));
    expect((await check(secret, later(59))).kind).toBe('valid');
    expect((await check(secret, later(60))).kind).toBe('expired');
  });

  test('are valid until they are revoked, once', async () => {
    const { secret, token } = await createToken(db, request);
    expect((await check(secret, now)).kind).toBe('valid');
    expect(await revokeToken(db, token.id, now)).toBe(true);
    expect(await revokeToken(db, token.id, later(1))).toBe(false);
    expect((await check(secret, now)).kind).toBe('revoked');
    for (const id of [999_999, 0, -1, 1.5, Number.NaN, 2 ** 40]) expect(await revokeToken(db, id, now)).toBe(false);
  });

  test('die with their installation', async () => {
    const { secret } = await createToken(db, { ...request, installationId: 2 });
    expect((await check(secret, now)).kind).toBe('valid');
    await db.updateTable('installations').set({ state: 'removed' }).where('id', '=', 2).execute();
    expect((await check(secret, now)).kind).toBe('unknown');
    await db.updateTable('installations').set({ state: 'active' }).where('id', '=', 2).execute();
  });

  test('say when they were used last, to the minute', async () => {
    const { secret, token } = await createToken(db, request);
    const usedAt = async () => (await listTokens(db)).find(({ id }) => id === token.id)!.last_used_at;
    expect(await usedAt()).toBeNull();
    await check(secret, later(1));
    expect(await usedAt()).toEqual(later(1));
    await check(secret, later(60));
    expect(await usedAt()).toEqual(later(1));
    await check(secret, later(61));
    expect(await usedAt()).toEqual(later(61));
  });

  test('are listed by installation, the newest first', async () => {
    const { token } = await createToken(db, { ...request, installationId: 2, name: 'of two' });
    expect((await listTokens(db, 2))[0]).toMatchObject({ id: token.id, name: 'of two' });
    expect((await listTokens(db, 1)).every(({ installation_id }) => installation_id === 1)).toBe(true);
  });

  describe('are refused', () => {
    test.each([
      ['for an installation that is not known', { installationId: 99 }, 'unknown-installation'],
      ['for an installation that was removed', { installationId: 3 }, 'unknown-installation'],
      ['for no installation', { installationId: Number.NaN }, 'unknown-installation'],
      ['without a name', { name: ' ' }, 'token-name'],
      ['with a name of two lines', { name: 'a\nb' }, 'token-name'],
      ['without a scope', { scopes: [] }, 'token-scopes'],
      ['with a scope that every object has', { scopes: ['constructor'] }, 'token-scopes'],
      ['with an expiry in the past', { expiresAt: now }, 'token-expiry'],
      ['with an expiry that is no date', { expiresAt: new Date('x') }, 'token-expiry'],
    ])('%s', async (_, change, code) => {
      const before = (await listTokens(db)).length;
      const refusal = createToken(db, { ...request, ...change });
      await expect(refusal).rejects.toMatchObject({
        code,
        message: expect.stringMatching(/^expected .+, found .+\. .+/),
      });
      expect((await listTokens(db)).length).toBe(before);
    });
  });
});
