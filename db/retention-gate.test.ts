import { expect, test } from 'vitest';
import type { GateFacts } from '../gate/facts.ts';
import type { GatePolicy } from '../gate/policy.ts';
import type { Verdict } from '../gate/verdict.ts';
import { describeEachDatabase } from '../test/databases.ts';
import { inventoryFixture } from '../test/inventory-fixture.ts';
import { recordDeploy } from './deploys.ts';
import { recordDecision } from './gate-decisions.ts';
import { answerHold, saveHold } from './gate-holds.ts';
import { createOverride } from './gate-overrides.ts';
import { purgeGate, purgeInstallations, purgeMonitoringAlerts } from './retention.ts';
import { saveMonitoringAlerts, type ToldAlert } from './save-monitoring-alerts.ts';

const then = new Date('2025-01-01T00:00:00Z');
const before = new Date('2025-02-01T00:00:00Z');
const since = new Date('2025-03-01T00:00:00Z');

describeEachDatabase('retention of what the gate stores', (open) => {
  test('keeps what is younger, what waits, and the last deploy', async () => {
    const { db } = await open();
    const make = inventoryFixture(db);
    await make.installation(1);
    await make.repository(1, { id: 11 });
    const place = { installationId: 1, repositoryId: 11, environment: 'production' };
    for (const [n, now] of [then, since].entries()) {
      await db.transaction().execute(async (trx) => {
        const verdict = {
          at: now.toISOString(),
          environment: 'production',
          verdict: 'allow',
          decided: true,
          score: null,
        };
        await recordDecision(trx, {
          ...place,
          askedBy: { kind: 'token', name: 'ci' },
          forDeploy: true,
          facts: {} as GateFacts,
          policy: {} as GatePolicy,
          verdict: { ...verdict, repository: 'a/b', checks: [], override: null, passesAt: null } as Verdict,
        });
        const by = { login: 'ada', permission: 'admin' };
        await createOverride(trx, { ...place, reason: 'because', by, expiresAt: now, now });
      });
      const hold = { ...place, runId: n, deploymentId: null, sha: null, callbackPath: '/x', now };
      const answered = (await saveHold(db, hold))!;
      await answerHold(db, { id: answered.id, state: 'approved', now });
      await saveHold(db, { ...hold, runId: 100 + n });
      await recordDeploy(db, { ...place, at: now, source: 'action', key: `run:${n}` });
      await recordDeploy(db, { ...place, at: then, environment: 'staging', source: 'action', key: `staging:${n}` });
    }
    // Of each the old one; of the runs and of staging the last.
    expect(await purgeGate(db, before)).toBe(5);
    expect(await purgeGate(db, before)).toBe(0);
    const holds = await db.selectFrom('gate_holds').select('run_id').orderBy('run_id').execute();
    expect(holds.map((row) => row.run_id)).toEqual([1, 100, 101]);
    const deploys = await db.selectFrom('deploys').select('key').orderBy('key').execute();
    expect(deploys.map((row) => row.key)).toEqual(['run:1', 'staging:1']);
    expect(await db.selectFrom('gate_decisions').select('at').execute()).toEqual([{ at: since }]);
    expect(await db.selectFrom('gate_overrides').select('expires_at').execute()).toEqual([{ expires_at: since }]);

    await db.updateTable('installations').set({ state: 'removed', removed_at: then }).execute();
    expect(await purgeInstallations(db, before)).toEqual([1]);
    expect(await db.selectFrom('gate_decisions').select('at').execute()).toEqual([]);
  });

  test('deletes alerts of monitoring that were resolved before then, never what fires', async () => {
    const { db } = await open();
    await inventoryFixture(db).installation(1);
    const told = (fingerprint: string, status: ToldAlert['status']): ToldAlert => ({
      fingerprint,
      status,
      startsAt: then,
      endsAt: then,
      severity: 'high',
      title: fingerprint,
      service: null,
      environment: null,
      repository: null,
      tags: [],
      url: null,
      labels: {},
    });
    for (const now of [then, since]) {
      const alerts = [told(`firing ${now.getMonth()}`, 'firing'), told(`resolved ${now.getMonth()}`, 'resolved')];
      await db
        .transaction()
        .execute((trx) => saveMonitoringAlerts(trx, { installationId: 1, source: 'a', now }, alerts));
    }
    expect(await purgeMonitoringAlerts(db, before)).toBe(1);
    const left = await db.selectFrom('monitoring_alerts').select('title').orderBy('title').execute();
    expect(left.map(({ title }) => title)).toEqual(['firing 0', 'firing 2', 'resolved 2']);
  });
});
