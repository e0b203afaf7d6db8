import { TOKEN_SCOPES } from '../../app/api/token-scopes.ts';
import { createToken } from '../../app/api/tokens.ts';
import { appendEvidence, type EvidenceEntry } from '../../db/evidence.ts';
import { recordDecision } from '../../db/gate-decisions.ts';
import { storableJson } from '../../db/json-rows.ts';
import { openMonitoringAlerts } from '../../db/monitoring-alerts.ts';
import type { Db } from '../../db/open-database.ts';
import { saveMonitoringAlerts, type ToldAlert } from '../../db/save-monitoring-alerts.ts';
import { appendLedger } from '../../db/trust-ledger.ts';
import { saveRunPlan } from '../../db/update-run-plans.ts';
import { insertUpdateRun } from '../../db/update-runs.ts';
import { gateFacts, gatePolicy } from '../../gate/gate-fixture.ts';
import { evaluate } from '../../gate/index.ts';
import type { LedgerEntry } from '../../scanners/maintainers/index.ts';
import type { PlannedUpdate } from '../../scanners/updates/index.ts';
import { inventoryFixture } from '../inventory-fixture.ts';
import { makeChange, saveChange } from '../save-change.ts';

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

  const ourLockfile = { installationId: ours, repositoryId: shop, lockfileId: root };
  const theirLockfile = { installationId: theirs, repositoryId: secret, lockfileId: theirRoot };
  const ourRun = await addRun(db, { ...ourLockfile, title: 'Update lodash' });
  const theirRun = await addRun(db, { ...theirLockfile, title: 'Update their secret' });
  // Nothing of theirs is shown where a row of ours points to it.
  await addPlan(db, ourRun, { ...theirLockfile, title: 'Update their secret' });
  await insertUpdateRun(db, { installationId: ours, repositoryId: secret, trigger: 'api', cap: 25, now: NOW });
  const updates = storableJson([UPDATE]);
  await make.pullRequest(ourLockfile, { title: 'Update lodash', updates, run_id: ourRun, state: 'open', number: 7 });
  await make.pullRequest(theirLockfile, { title: 'Update their secret', state: 'open', number: 8 });
  await make.pullRequest({ ...theirLockfile, installationId: ours }, { branch: 'their-branch', state: 'deferred' });

  for (const packageName of ['lodash', 'their-private-package']) {
    await db.transaction().execute((trx) => appendLedger(trx, packageName, [publishedBy(`someone of ${packageName}`)]));
  }
  const startedAt = '2026-02-27T08:00:00.000Z';
  const ourChange = await saveChange(db, makeChange({ packageName: 'lodash', startedAt }), NOW);
  const theirChange = await saveChange(db, makeChange({ packageName: 'their-private-package', startedAt }), NOW);

  const ourDecision = await addDecision(db, { installationId: ours, repositoryId: shop, repository: 'our-org/shop' });
  const theirDecision = await addDecision(db, {
    installationId: theirs,
    repositoryId: secret,
    repository: 'their-org/secret',
  });
  const ourOverride = await addOverride(db, { installationId: ours, repositoryId: shop });
  const theirOverride = await addOverride(db, { installationId: theirs, repositoryId: secret });
  await addBadge(db, { installationId: ours, repositoryId: shop });
  const theirBadge = await addBadge(db, { installationId: theirs, repositoryId: secret });
  const told: ToldAlert = {
    fingerprint: 'f00d',
    status: 'firing',
    startsAt: NOW,
    endsAt: null,
    severity: 'high',
    title: 'Too many errors',
    service: 'checkout',
    environment: 'production',
    repository: { owner: 'our-org', name: 'shop' },
    tags: ['team:payments'],
    url: 'https://prometheus.example.org/graph',
    labels: { alertname: 'HighErrors' },
  };
  const theirTold = { ...told, title: 'their secret outage', repository: { owner: 'their-org', name: 'secret' } };
  await db.transaction().execute(async (trx) => {
    await saveMonitoringAlerts(trx, { installationId: ours, source: 'our-alertmanager', now: NOW }, [told]);
    await saveMonitoringAlerts(trx, { installationId: theirs, source: 'their-alertmanager', now: NOW }, [theirTold]);
  });
  const [theirMonitoringAlert] = await openMonitoringAlerts(db, {
    installationId: theirs,
    repositoryFullName: 'their-org/secret',
    environment: 'production',
  });

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
    theirMonitoringAlert: Number(theirMonitoringAlert!.id.split(':')[1]),
    theirAlert,
    theirOther,
    ourToken: await token(ours, Object.keys(TOKEN_SCOPES)),
    theirToken: await token(theirs, Object.keys(TOKEN_SCOPES)),
    alertsToken: await token(ours, ['alerts:read']),
    inventoryToken: await token(ours, ['inventory:read']),
    /** One with this scope alone. */
    tokenFor: (scope: string) => token(ours, [scope]),
    /** One with all scopes but these. */
    tokenWithout: (scopes: readonly string[]) =>
      token(
        ours,
        Object.keys(TOKEN_SCOPES).filter((other) => !scopes.includes(other)),
      ),
    ourRun,
    theirRun,
    theirSuppression,
    ourChange,
    theirChange,
    ourDecision,
    theirDecision,
    ourOverride,
    theirOverride,
    theirBadge,
  };
}

export type TwoInstallations = Awaited<ReturnType<typeof twoInstallations>>;

const UPDATE: PlannedUpdate = {
  name: 'lodash',
  from: ['4.17.20'],
  to: '4.17.21',
  how: 'transitive',
  path: ['express@4.16.0'],
  clears: ['GHSA-ours-0000-0001'],
  steps: [{ kind: 'lock', name: 'lodash', from: ['4.17.20'], version: '4.17.21' }],
  targets: [
    {
      name: 'lodash',
      version: '4.17.21',
      from: ['4.17.20'],
      released: '2021-02-20T15:42:16.891Z',
      signals: [{ signal: 'publisher', text: 'published by a, before by b' }],
      unknownSignals: ['provenance'],
    },
  ],
  passedOver: [{ name: 'lodash', version: '4.17.22', why: 'too-young', text: 'is 1 day old', until: '2026-03-04' }],
};

interface PlanOf {
  installationId: number;
  lockfileId: number;
  title: string;
}

async function addRun(db: Db, { installationId, ...plan }: PlanOf): Promise<number> {
  const run = await insertUpdateRun(db, { installationId, trigger: 'hourly', cap: 25, now: NOW });
  await addPlan(db, run.id, plan);
  return run.id;
}

function addPlan(db: Db, runId: number, { lockfileId, title }: Omit<PlanOf, 'installationId'>): Promise<void> {
  const branch = 'lockkeeper/npm/root';
  return saveRunPlan(db, {
    runId,
    lockfileId,
    groups: [{ branch, title, updates: [UPDATE], outcome: 'new', reason: null, number: null }],
    skipped: [
      {
        name: '@scope/thing',
        versions: ['2.0.0'],
        groups: ['GHSA-ours-0000-0001'],
        reason: 'suppressed',
        text: 'every fix is suppressed',
        path: [],
        until: '2026-04-01T00:00:00Z',
        by: 'pilot',
      },
    ],
    error: null,
  });
}

function addDecision(
  db: Db,
  { repository, ...of }: { installationId: number; repositoryId: number; repository: string },
): Promise<number> {
  const [facts, policy] = [gateFacts({ repository }), gatePolicy()];
  return db.transaction().execute((trx) =>
    recordDecision(trx, {
      ...of,
      askedBy: { kind: 'token', name: `someone of ${repository}` },
      forDeploy: false,
      facts,
      policy,
      verdict: evaluate(facts, policy, NOW),
    }),
  );
}

async function addOverride(db: Db, of: { installationId: number; repositoryId: number }): Promise<number> {
  const { id } = await db
    .insertInto('gate_overrides')
    .values({
      installation_id: of.installationId,
      repository_id: of.repositoryId,
      environment: 'production',
      reason: of.repositoryId === 1001 ? 'The fix is under way.' : 'their secret reason',
      created_by: 'test',
      approvals: '[]',
      url: null,
      created_at: NOW,
      expires_at: new Date('2026-03-02T00:00:00Z'),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function addBadge(db: Db, of: { installationId: number; repositoryId: number }): Promise<number> {
  const { id } = await db
    .insertInto('badges')
    .values({
      installation_id: of.installationId,
      repository_id: of.repositoryId,
      environment: 'production',
      hash: String(of.repositoryId).padStart(64, '0'),
      created_by: of.repositoryId === 1001 ? 'test' : 'their secret token',
      created_at: NOW,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

function publishedBy(name: string): LedgerEntry {
  const at = '2026-02-27T08:00:00.000Z';
  return { kind: 'published', version: '1.0.1', publisher: { name }, at, seenAt: at, history: false };
}

function evidence(installationId: number, alert: number): EvidenceEntry {
  const data = { alert, by: `evidence of installation ${installationId}` };
  return { at: NOW, event: 'alert.opened', subject: `alert:${alert}`, data };
}
