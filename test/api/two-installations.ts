import { TOKEN_SCOPES } from '../../app/api/token-scopes.ts';
import { createToken } from '../../app/api/tokens.ts';
import { appendEvidence, type EvidenceEntry } from '../../db/evidence.ts';
import type { Db } from '../../db/open-database.ts';
import { inventoryFixture } from '../inventory-fixture.ts';

export const NOW = new Date('2026-03-01T12:00:00Z');

/** For tests: an installation with everything in it, and its neighbour with things of the same kind that nobody else may see. */
export async function twoInstallations(db: Db) {
  const make = inventoryFixture(db);
  await make.advisory('GHSA-ours-0000-0001', ['lodash', '@scope/thing'], { aliases: ['CVE-2026-0001'] });
  await make.advisory('GHSA-both-0000-0001', ['lodash'], { malware: true, aliases: ['CVE-2026-0002'] });

  const [ours, theirs] = [await make.installation(1, 'our-org'), await make.installation(2, 'their-org')];
  const shop = await make.repository(ours, {
    id: 1001,
    owner: 'our-org',
    name: 'shop',
    tags: ['production', 'web'],
    scanned_sha: 'a'.repeat(40),
    scanned_at: new Date('2026-02-28T00:00:00Z'),
    config_problems: JSON.stringify([
      { file: '.github/lockkeeper.yml', line: 3, key: 'tagz', expected: 'a key', found: 'tagz', cure: 'Write tags.' },
    ]),
  });
  const secret = await make.repository(theirs, { id: 2001, owner: 'their-org', name: 'secret', tags: ['classified'] });

  const shared = await make.content({ content_key: 'shared', problems: '[{"key":"a","message":"left out"}]' });
  const ownContent = await make.content({ content_key: 'their-own' });
  const broken = await make.content({
    format: null,
    format_version: null,
    error: JSON.stringify({
      code: 'merge-conflict',
      path: 'their/secret/path/yarn.lock',
      line: 7,
      expected: 'a lockfile without conflict markers',
      found: '"<<<<<<<"',
      cure: 'Resolve the conflict.',
    }),
  });
  const root = await make.lockfile(shop, { content_id: shared });
  await make.lockfile(shop, { path: 'old/bun.lockb', unread_reason: 'bun.lockb is a binary format' });
  await make.lockfile(shop, { path: 'web/yarn.lock', content_id: broken });
  await make.lockfile(shop, { path: 'gone/package-lock.json', content_id: ownContent, removed_at: NOW });
  const theirRoot = await make.lockfile(secret, { path: 'their/secret/path/yarn.lock', content_id: shared });
  const theirOwn = await make.lockfile(secret, { path: 'their/own/package-lock.json', content_id: ownContent });

  const scoped = await make.dependency(shared, ['@scope/thing', '2.0.0'], { direct: true });
  const lodash = await make.dependency(shared, ['lodash', '4.17.20'], {
    path: ['express@4.16.0'],
    required_range: '^4.17.0',
  });
  const theirLodash = await make.dependency(ownContent, ['lodash', '3.0.0-their-own'], { direct: true });
  await make.dependency(ownContent, ['their-private-package', '1.0.0']);
  for (const package_version_id of [scoped, lodash, theirLodash]) {
    await db.insertInto('findings').values({ package_version_id, advisory_id: 'GHSA-ours-0000-0001' }).execute();
  }

  const ourAlert = await make.alert(
    { installation_id: ours, repository_id: shop, lockfile_id: root },
    {
      package_name: 'lodash',
      group_key: 'GHSA-ours-0000-0001',
      advisory_ids: ['CVE-2026-0001', 'GHSA-ours-0000-0001'],
      versions: ['4.17.20'],
      fixes: '{"4.17.20":"4.17.21"}',
      path: ['express@4.16.0'],
    },
  );
  const theirAlert = await make.alert(
    { installation_id: theirs, repository_id: secret, lockfile_id: theirOwn },
    { package_name: 'lodash', group_key: 'GHSA-both-0000-0001', summary: 'their secret summary', severity: 'critical' },
  );
  const theirOther = await make.alert(
    { installation_id: theirs, repository_id: secret, lockfile_id: theirRoot },
    { package_name: '@scope/thing', group_key: 'GHSA-ours-0000-0001', summary: 'their secret summary' },
  );
  await db.transaction().execute(async (trx) => {
    await appendEvidence(trx, ours, [evidence(ours, ourAlert)]);
    await appendEvidence(trx, theirs, [evidence(theirs, theirAlert), evidence(theirs, ourAlert)]);
  });

  const ourSuppression = { installation_id: ours, source: 'api', package_name: 'lodash', reason: 'ours', author: 'us' };
  await db
    .insertInto('suppressions')
    .values([
      { ...ourSuppression, repository_id: shop, expires_at: new Date('2026-02-01T00:00:00Z') },
      { ...ourSuppression, source: 'config', repository_id: shop, author: null, path: 'web/' },
    ])
    .execute();
  const { id: theirSuppression } = await db
    .insertInto('suppressions')
    .values({ ...ourSuppression, installation_id: theirs, repository_id: secret, reason: 'their secret reason' })
    .returning('id')
    .executeTakeFirstOrThrow();

  const token = async (installationId: number, scopes: string[]) =>
    (await createToken(db, { installationId, name: 'test', scopes, expiresAt: null, now: NOW })).secret;
  return {
    make,
    ours,
    theirs,
    shop,
    secret,
    root,
    ourAlert,
    theirAlert,
    theirOther,
    ourToken: await token(ours, Object.keys(TOKEN_SCOPES)),
    theirToken: await token(theirs, Object.keys(TOKEN_SCOPES)),
    alertsToken: await token(ours, ['alerts:read']),
    inventoryToken: await token(ours, ['inventory:read']),
    /** One with this scope alone, and one with all the others. */
    tokensFor: async (scope: string) => [
      await token(ours, [scope]),
      await token(
        ours,
        Object.keys(TOKEN_SCOPES).filter((other) => other !== scope),
      ),
    ],
    theirSuppression,
  };
}

export type TwoInstallations = Awaited<ReturnType<typeof twoInstallations>>;

function evidence(installationId: number, alert: number): EvidenceEntry {
  const data = { alert, by: `evidence of installation ${installationId}` };
  return { at: NOW, event: 'alert.opened', subject: `alert:${alert}`, data };
}
