import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import type { GateFacts } from './facts.ts';
import type { PolicyChanges } from './gate-fixture.ts';
import {
  as,
  gateFacts,
  gatePolicy,
  grantedOverride,
  minutesFromNow,
  NOW,
  openAlert,
  openChange,
  openDrift,
  slo,
} from './gate-fixture.ts';
import { unknown } from './known.ts';
import { CHECKS, type CheckName } from './policy.ts';

/** Only these checks are made. */
const ONLY: PolicyChanges = {
  mode: 'off',
  checks: {
    'open-alerts': { mode: 'enforce' },
    'maintainer-changes': { mode: 'enforce' },
    drift: { mode: 'enforce' },
  },
};

function judge(facts: Partial<GateFacts>, policy: PolicyChanges = {}) {
  const checks = { ...ONLY.checks, ...policy.checks };
  return evaluate(gateFacts(facts), gatePolicy({ ...ONLY, ...policy, checks }), NOW);
}

const wired = new Set<CheckName>();

describe('the verdict', () => {
  test('allows where every check passes, and says which were made', () => {
    const verdict = judge({});
    expect(verdict).toMatchObject({
      verdict: 'allow',
      decided: true,
      passesAt: null,
      override: null,
      environment: 'production',
    });
    expect(verdict.checks.map(({ check, state, effect }) => `${check} ${state} ${effect}`)).toEqual([
      'open-alerts pass allow',
      'maintainer-changes pass allow',
      'drift pass allow',
    ]);
  });

  test('is the worst of what its checks come to', () => {
    const verdict = judge(
      { alerts: as([openAlert()]), drift: as([openDrift()]) },
      { checks: { drift: { mode: 'warn' } } },
    );
    expect(verdict.verdict).toBe('block');
    expect(verdict.checks.map(({ state, effect }) => `${state} ${effect}`)).toEqual([
      'fail block',
      'pass allow',
      'warn warn',
    ]);
    expect(judge({ drift: as([openDrift()]) }, { checks: { drift: { mode: 'warn' } } }).verdict).toBe('warn');
  });

  test('could not be decided where only what is not known blocks', () => {
    const facts = { alerts: unknown('error', 'the database does not answer') };
    expect(judge(facts)).toMatchObject({ verdict: 'block', decided: false });
    expect(judge({ ...facts, drift: as([openDrift()]) })).toMatchObject({ verdict: 'block', decided: true });
    expect(judge(facts, { unknown: { error: 'warn' } })).toMatchObject({ verdict: 'warn', decided: true });
    expect(judge(facts, { unknown: { error: 'allow' } })).toMatchObject({ verdict: 'allow', decided: true });
  });

  test('what could not be looked at is no pass, and hides nothing that is known', () => {
    const alertGaps = ['web/yarn.lock: it could not be read'];
    const [unread] = evaluate(gateFacts({ alertGaps }), gatePolicy(), NOW).checks;
    expect(unread).toMatchObject({ check: 'open-alerts', state: 'error', effect: 'block' });
    expect(unread?.reason).toContain('web/yarn.lock: it could not be read');
    const [known] = evaluate(gateFacts({ alertGaps, alerts: as([openAlert()]) }), gatePolicy(), NOW).checks;
    expect(known).toMatchObject({ state: 'fail' });
  });

  test('a check that throws is an error, and blocks', () => {
    const facts = { maintainerChanges: as([null]) as never };
    const verdict = judge(facts);
    expect(verdict).toMatchObject({ verdict: 'block', decided: false });
    expect(verdict.checks[1]).toMatchObject({
      check: 'maintainer-changes',
      state: 'error',
      effect: 'block',
      passesAt: null,
    });
    expect(verdict.checks[1]!.reason).toMatch(/^The check could not be made, by a fault of Lockkeeper: /);
  });

  test.each<[CheckName, Partial<GateFacts>, PolicyChanges['checks']]>([
    ['open-alerts', { alerts: as([openAlert()]) }, {}],
    ['trust-score', { alerts: as([openAlert({ kind: 'malware' })]) }, {}],
    ['burn-rate', { slos: as([slo({ bad: 0.01 })]) }, {}],
    ['maintainer-changes', { maintainerChanges: as([openChange()]) }, {}],
    ['drift', { drift: as([openDrift()]) }, {}],
    [
      'freeze',
      {},
      {
        freeze: {
          windows: [{ name: 'sale', start: '2026-03-02T00:00', timezone: 'UTC', durationMinutes: 1440, except: [] }],
        },
      },
    ],
    ['soak', { lastDeploy: as({ at: minutesFromNow(-10) }) }, {}],
  ])('every check is wired: %s blocks by itself', (check, facts, changed) => {
    const policy = gatePolicy({
      mode: 'off',
      checks: { ...changed, [check]: { ...changed?.[check], mode: 'enforce' } },
    });
    const verdict = evaluate(gateFacts(facts), policy, NOW);
    expect(verdict).toMatchObject({
      verdict: 'block',
      decided: true,
      checks: [{ check, state: 'fail', effect: 'block' }],
    });
    wired.add(check);
  });

  test('and no check is left out of that table', () => {
    expect([...wired].sort()).toEqual([...CHECKS].sort());
  });

  test('a word that the policy lacks is no permission', () => {
    const policy = gatePolicy({ ...ONLY, unknown: { error: undefined } });
    const facts = gateFacts({ alerts: unknown('error', 'the database does not answer') });
    expect(evaluate(facts, policy, NOW).verdict).toBe('block');
  });

  test('says when all that blocks would pass, where each can say so', () => {
    const changes = as([openChange({ until: minutesFromNow(60) }), openChange({ id: '2', until: minutesFromNow(90) })]);
    expect(judge({ maintainerChanges: changes })).toMatchObject({ verdict: 'block', passesAt: minutesFromNow(90) });
    expect(judge({ maintainerChanges: changes, alerts: as([openAlert()]) }).passesAt).toBeNull();
  });
});

describe('an override that holds', () => {
  const facts = { alerts: as([openAlert()]) };

  test('turns a block into an allow, and is shown with what it was', () => {
    expect(judge({ ...facts, overrides: as([grantedOverride()]) })).toMatchObject({
      verdict: 'allow',
      override: { id: 'override-1', people: ['ann'], instead: 'block' },
      passesAt: null,
    });
  });

  test('lets warnings pass too, for those who fail on them', () => {
    const warned = { drift: as([openDrift()]), overrides: as([grantedOverride()]) };
    const verdict = judge(warned, { checks: { drift: { mode: 'warn' } } });
    expect(verdict).toMatchObject({ verdict: 'allow', override: { instead: 'warn' } });
    expect(verdict.checks[2]!.effect).toBe('warn');
  });

  test('is none where nothing blocks', () => {
    expect(judge({ overrides: as([grantedOverride()]) }).override).toBeNull();
  });

  test.each([
    ['for another environment', { environment: 'staging' }],
    ['that ended', { expiresAt: minutesFromNow(0) }],
    ['that begins later', { createdAt: minutesFromNow(1) }],
    ['older than the policy lets it grow', { createdAt: minutesFromNow(-24 * 60), expiresAt: minutesFromNow(999) }],
    ['of nobody', { people: [] }],
    ['with a time that is none', { createdAt: 'soon' }],
  ])('is not one %s', (_, rest) => {
    expect(judge({ ...facts, overrides: as([grantedOverride(rest)]) }).verdict).toBe('block');
  });

  test('takes two people where the policy says so, and one is not two', () => {
    const policy: PolicyChanges = { overrides: { people: 2 } };
    const verdictOf = (people: string[]) =>
      judge({ ...facts, overrides: as([grantedOverride({ people })]) }, policy).verdict;
    expect(verdictOf(['ann'])).toBe('block');
    expect(verdictOf(['ann', 'ANN'])).toBe('block');
    expect(verdictOf(['ann', 'bob'])).toBe('allow');
  });

  test('ends when the longest time of the policy is over', () => {
    const overrides = as([grantedOverride({ createdAt: minutesFromNow(-10), expiresAt: minutesFromNow(99999) })]);
    expect(judge({ ...facts, overrides }).override?.expiresAt).toBe(minutesFromNow(24 * 60 - 10));
  });

  test('does not hold where it is not known', () => {
    expect(judge({ ...facts, overrides: unknown('error', 'the database does not answer') }).verdict).toBe('block');
  });
});
