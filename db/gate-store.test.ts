import { beforeEach, describe, expect, test } from 'vitest';
import type { GateFacts } from '../gate/facts.ts';
import type { GatePolicy } from '../gate/policy.ts';
import type { Verdict } from '../gate/verdict.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { createBadge, deleteBadge, findBadge, listBadges } from './badges.ts';
import { lastDeploy, listDeploys, recordDeploy } from './deploys.ts';
import { verifyEvidence } from './evidence.ts';
import { findDecision, listDecisions, readDecisions } from './gate-decision-pages.ts';
import { type DecisionToRecord, recordDecision } from './gate-decisions.ts';
import { answerHold, hurryHolds, listWaitingHolds, noteStatus, saveHold, takeDueHolds } from './gate-holds.ts';
import { approveOverride, countOverrides, createOverride, openOverrides, revokeOverride } from './gate-overrides.ts';
import type { Db, Trx } from './open-database.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

describeEachDatabase('what the gate stores', (open) => {
  let db: Db;

  beforeEach(async () => {
    ({ db } = await open());
    const make = inventoryFixture(db);
    for (const id of [1, 2]) await make.installation(id);
    await make.repository(1, { id: 11, owner: 'org-1', name: 'shop' });
    await make.repository(1, { id: 12, owner: 'org-1', name: 'gone', removed_at: now });
    await make.repository(2, { id: 21, owner: 'org-2', name: 'secret' });
  });

  const inTrx = <Result>(act: (trx: Trx) => Promise<Result>) => db.transaction().execute(act);
  const events = async () =>
    (await db.selectFrom('evidence').select(['event', 'subject']).orderBy('seq').execute()).map(
      ({ event, subject }) => `${event} ${subject}`,
    );
  const place = { installationId: 1, repositoryId: 11, environment: 'Production' };

  describe('decisions', () => {
    const verdict: Verdict = {
      verdict: 'block',
      decided: true,
      environment: 'Production',
      repository: 'org-1/shop',
      sha: 'a'.repeat(40),
      at: now.toISOString(),
      checks: [],
      score: null,
      override: null,
      passesAt: null,
    };
    const decision: DecisionToRecord = {
      installationId: 1,
      repositoryId: 11,
      askedBy: { kind: 'action', name: 'run 7 of org-1/shop', runId: 7 },
      forDeploy: true,
      facts: { environment: 'Production', repository: 'org-1/shop' } as GateFacts,
      policy: { environment: 'Production' } as GatePolicy,
      verdict,
    };
    const record = (changes: Partial<DecisionToRecord> = {}, verdictChanges: Partial<Verdict> = {}) =>
      inTrx((trx) => recordDecision(trx, { ...decision, ...changes, verdict: { ...verdict, ...verdictChanges } }));

    test('are kept with their facts, and on evidence where a deploy hangs on them', async () => {
      const id = await record();
      const looked = await record(
        { forDeploy: false, askedBy: { kind: 'check-run', name: 'head' } },
        { verdict: 'allow' },
      );
      const unknown = await record({}, { decided: false });
      expect(await events()).toEqual([`gate.blocked gate-decision:${id}`, `gate.undecided gate-decision:${unknown}`]);
      expect(await verifyEvidence(db, 1)).toMatchObject([{ ok: true, entries: 2 }]);
      const found = await findDecision(db, { installationId: 1, id });
      expect(found).toMatchObject({
        verdict: 'block',
        run_id: 7,
        facts: decision.facts,
        policy: decision.policy,
        result: verdict,
      });
      expect(await findDecision(db, { installationId: 2, id })).toBeUndefined();
      const page = await listDecisions(db, { installationId: 1, environment: 'production' }, { limit: 2 });
      expect([page.rows.map((row) => row.id), page.next]).toEqual([[unknown, looked], looked]);
      const filtered = {
        installationId: 1,
        repository: { owner: 'ORG-1', name: 'shop' },
        verdicts: ['block'],
        forDeploy: true,
      } as const;
      expect(
        (await readDecisions(db, { ...filtered, from: now, until: later(1) }, { limit: 10 })).map((row) => row.id),
      ).toEqual([id, unknown]);
      expect(await readDecisions(db, { ...filtered, until: now }, { limit: 10 })).toEqual([]);
      expect((await listDecisions(db, { installationId: 2 }, { limit: 10 })).rows).toEqual([]);
    });

    test('are never changed', async () => {
      await record();
      await expect(db.updateTable('gate_decisions').set({ verdict: 'allow' }).execute()).rejects.toThrow(/append-only/);
      await db.deleteFrom('repositories').where('id', '=', 11).execute();
      expect(await db.selectFrom('gate_decisions').select('id').execute()).toEqual([]);
    });

    test('go with their transaction, as their evidence does', async () => {
      const lost = inTrx(async (trx) => {
        await recordDecision(trx, decision);
        throw new Error('lost');
      });
      await expect(lost).rejects.toThrow('lost');
      expect(await events()).toEqual([]);
      expect(await db.selectFrom('gate_decisions').select('id').execute()).toEqual([]);
    });
  });

  describe('overrides', () => {
    const given = {
      ...place,
      reason: 'The fix is what we deploy',
      by: { login: 'Ada', permission: 'admin' },
      expiresAt: later(60),
      now,
    };

    test('hold until they end or are revoked, with all who agreed', async () => {
      const made = await inTrx((trx) => createOverride(trx, given));
      if (made.kind !== 'made') throw new Error(made.kind);
      const which = { installationId: 1, id: made.row.id };
      const ada = await inTrx((trx) =>
        approveOverride(trx, which, { login: 'ADA', permission: 'admin', now: later(1) }),
      );
      expect(ada.kind).toBe('known');
      await inTrx((trx) => approveOverride(trx, which, { login: 'bob', permission: 'maintain', now: later(2) }));
      const asked = { ...place, environment: 'production', now: later(3) };
      expect(await openOverrides(db, asked)).toEqual([
        {
          id: String(made.row.id),
          environment: 'production',
          reason: given.reason,
          people: ['Ada', 'bob'],
          createdAt: now.toISOString(),
          expiresAt: later(60).toISOString(),
        },
      ]);
      expect(await openOverrides(db, { ...asked, environment: 'staging' })).toEqual([]);
      expect(await openOverrides(db, { ...asked, installationId: 2 })).toEqual([]);
      expect(await openOverrides(db, { ...asked, now: later(60) })).toEqual([]);
      const other = { installationId: 2, id: made.row.id };
      expect(await inTrx((trx) => revokeOverride(trx, other, { login: 'eve', now: later(4) }))).toEqual({
        kind: 'none',
      });
      await inTrx((trx) => revokeOverride(trx, which, { login: 'bob', now: later(4) }));
      expect(await inTrx((trx) => revokeOverride(trx, which, { login: 'bob', now: later(5) }))).toEqual({
        kind: 'none',
      });
      expect(await openOverrides(db, asked)).toEqual([]);
      expect(await countOverrides(db, { ...place, since: now })).toBe(1);
      expect(await countOverrides(db, { ...place, since: later(1) })).toBe(0);
      const subject = `override:${made.row.id}`;
      expect(await events()).toEqual(['created', 'approved', 'revoked'].map((event) => `override.${event} ${subject}`));
    });

    test('are refused for what is not the installation’s, and where there are too many', async () => {
      for (const repositoryId of [21, 12, 999]) {
        const made = await inTrx((trx) => createOverride(trx, { ...given, repositoryId }));
        expect(made).toEqual({ kind: 'unknown-repository' });
      }
      const kinds = new Set<string>();
      for (let n = 0; n < 51; n++) kinds.add((await inTrx((trx) => createOverride(trx, given))).kind);
      expect([...kinds]).toEqual(['made', 'too-many']);
    });
  });

  describe('runs that wait', () => {
    const hold = {
      ...place,
      runId: 5,
      deploymentId: 6,
      sha: null,
      callbackPath: '/repos/org-1/shop/actions/runs/5/x',
      now,
    };
    const take = (minutes: number) =>
      takeDueHolds(db, { now: later(minutes), nextLook: later(minutes + 5), limit: 10 });

    test('are one for a run, environment and deployment, whether GitHub names it or not', async () => {
      const one = await saveHold(db, hold);
      expect((await saveHold(db, hold))?.id).toBe(one?.id);
      const unnamed = await saveHold(db, { ...hold, deploymentId: null });
      expect((await saveHold(db, { ...hold, deploymentId: null }))?.id).toBe(unnamed?.id);
      const staging = await saveHold(db, { ...hold, environment: 'staging' });
      expect(new Set([one?.id, unnamed?.id, staging?.id]).size).toBe(3);
      expect(await saveHold(db, { ...hold, repositoryId: 21 })).toBeUndefined();
      expect(await saveHold(db, { ...hold, repositoryId: 12 })).toBeUndefined();
    });

    test('are looked at when they are due, when something changes, and by one worker at a time', async () => {
      const one = (await saveHold(db, hold))!;
      const [a, b] = await Promise.all([take(0), take(0)]);
      expect([...a, ...b].map(({ id }) => id)).toEqual([one.id]);
      expect(await take(4)).toEqual([]);
      expect(await hurryHolds(db, { installationId: 2, now: later(4) })).toBe(0);
      expect(await hurryHolds(db, { installationId: 1, repositoryId: 21, now: later(4) })).toBe(0);
      expect(await hurryHolds(db, { installationId: 1, repositoryId: 11, now: later(4) })).toBe(1);
      expect(await take(4)).toHaveLength(1);
      await inTrx((trx) =>
        createOverride(trx, {
          ...place,
          reason: 'why',
          by: { login: 'a', permission: 'admin' },
          expiresAt: later(60),
          now: later(5),
        }),
      );
      expect(await take(5)).toHaveLength(1);
      // Its worker died: it is taken again.
      expect(await take(10)).toHaveLength(1);
    });

    test('are answered once', async () => {
      const { id } = (await saveHold(db, hold))!;
      await noteStatus(db, { id, statusHash: 'h', told: true });
      expect(await listWaitingHolds(db, { installationId: 1 })).toMatchObject([{ id, comments: 1, status_hash: 'h' }]);
      expect(await listWaitingHolds(db, { installationId: 2 })).toEqual([]);
      expect(await answerHold(db, { id, state: 'approved', now: later(1) })).toBe(true);
      expect(await answerHold(db, { id, state: 'rejected', now: later(1) })).toBe(false);
      expect((await saveHold(db, hold))?.state).toBe('approved');
      expect(await take(60)).toEqual([]);
    });
  });

  test('deploys are told of once, and the last one is found', async () => {
    const deploy = {
      ...place,
      at: now,
      sha: 'a'.repeat(40),
      source: 'deployment-status',
      key: 'deployment:1',
    } as const;
    expect(await lastDeploy(db, place)).toBeNull();
    expect(await recordDeploy(db, deploy)).toBe(true);
    expect(await recordDeploy(db, deploy)).toBe(false);
    expect(await recordDeploy(db, { ...deploy, repositoryId: 21 })).toBe(false);
    // Told of late: it is not the last one.
    expect(await recordDeploy(db, { ...deploy, at: later(-5), sha: 'b'.repeat(40), key: 'deployment:0' })).toBe(true);
    expect(await recordDeploy(db, { ...deploy, at: later(5), environment: 'staging', key: 'deployment:2' })).toBe(true);
    expect(await lastDeploy(db, { ...place, environment: 'PRODUCTION' })).toEqual({
      at: now.toISOString(),
      sha: 'a'.repeat(40),
    });
    expect(await lastDeploy(db, { ...place, installationId: 2 })).toBeNull();
    const range = { ...place, from: later(-5), until: now, limit: 10 };
    expect((await listDeploys(db, range)).map(({ sha }) => sha)).toEqual(['b'.repeat(40)]);
  });

  test('badges are found by the hash of their token while somebody wants them', async () => {
    const badge = { ...place, hash: 'f'.repeat(64), by: 'ada', now };
    const made = await inTrx((trx) => createBadge(trx, badge));
    if (made.kind !== 'made') throw new Error(made.kind);
    const other = { ...badge, hash: 'e'.repeat(64), repositoryId: 21 };
    expect(await inTrx((trx) => createBadge(trx, other))).toEqual({ kind: 'unknown-repository' });
    expect(await findBadge(db, badge.hash)).toMatchObject({
      id: made.badge.id,
      repository_name: 'shop',
      environment: 'Production',
    });
    expect(await findBadge(db, other.hash)).toBeUndefined();
    expect(await listBadges(db, { installationId: 2 })).toEqual([]);
    expect(await listBadges(db, { installationId: 1, repositoryId: 11 })).toHaveLength(1);
    await db.updateTable('installations').set({ state: 'suspended' }).where('id', '=', 1).execute();
    expect(await findBadge(db, badge.hash)).toBeUndefined();
    await db.updateTable('installations').set({ state: 'active' }).where('id', '=', 1).execute();
    const { id } = made.badge;
    expect(await inTrx((trx) => deleteBadge(trx, { installationId: 2, id }, { by: 'eve', now }))).toBe(false);
    expect(await inTrx((trx) => deleteBadge(trx, { installationId: 1, id }, { by: 'ada', now }))).toBe(true);
    expect(await findBadge(db, badge.hash)).toBeUndefined();
    expect(await events()).toEqual([`badge.created badge:${id}`, `badge.removed badge:${id}`]);
  });
});
