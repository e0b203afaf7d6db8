import { describe, expect, test } from 'vitest';
import type { GateFacts, OpenAlert } from '../facts.ts';
import { as, gateFacts, gatePolicy, minutesFromNow, NOW, openAlert } from '../gate-fixture.ts';
import { unknown } from '../known.ts';
import type { OpenAlertsPolicy } from '../policy.ts';
import { checkOpenAlerts } from './open-alerts.ts';

const firing: OpenAlert = {
  id: 'a1b2',
  kind: 'monitoring',
  severity: 'critical',
  title: 'CheckoutDown',
  openedAt: minutesFromNow(-5),
  tags: [],
  source: 'alertmanager',
};

function check(facts: Partial<GateFacts>, policy: Partial<OpenAlertsPolicy> = {}) {
  return checkOpenAlerts(gateFacts(facts), gatePolicy({ checks: { 'open-alerts': policy } }), NOW);
}

function checkAlert(rest: Partial<OpenAlert>, policy: Partial<OpenAlertsPolicy> = {}) {
  return check({ alerts: as([openAlert(rest)]) }, policy).state;
}

describe('open alerts', () => {
  test('pass where none is open', () => {
    expect(check({})).toMatchObject({
      state: 'pass',
      value: '0 critical, 0 known to be exploited',
      threshold: 'at most 0 critical, at most 0 known to be exploited',
      sampleSize: 0,
      reason: 'No alert is open.',
      evidence: [],
    });
  });

  test('fail with the names of the worst, and links to them', () => {
    const alerts = [
      openAlert({ id: 'GHSA-2', packageName: 'qs', versions: ['6.2.0', '6.5.0'], url: 'https://example.org/2' }),
      openAlert({ openedAt: minutesFromNow(-9999) }),
      openAlert({ id: 'GHSA-3', severity: 'low' }),
    ];
    expect(check({ alerts: as(alerts) })).toMatchObject({
      state: 'fail',
      value: '2 critical',
      sampleSize: 3,
      reason:
        '2 critical vulnerabilities are open: minimist 0.0.10 (GHSA-vh95-rmgr-6w4m) and qs 6.2.0 and 6.5.0 (GHSA-2). At most 0 may be.',
      evidence: [
        { text: 'critical: minimist 0.0.10 (GHSA-vh95-rmgr-6w4m), Prototype Pollution in minimist' },
        {
          text: 'critical: qs 6.2.0 and 6.5.0 (GHSA-2), Prototype Pollution in minimist',
          url: 'https://example.org/2',
        },
      ],
      more: 0,
      passesAt: null,
    });
  });

  test('tell three by name and the rest by number, and link twenty', () => {
    const alerts = Array.from({ length: 30 }, (_, index) => openAlert({ id: `GHSA-${index}` }));
    const { reason, evidence, more } = check({ alerts: as(alerts) });
    expect(reason).toMatch(/^30 critical vulnerabilities are open: .* and 27 more\. At most 0 may be\.$/);
    expect([evidence.length, more]).toEqual([20, 10]);
  });

  test('count severities cumulatively, and the unrated at each', () => {
    const max = { critical: 0, high: 1 };
    expect(checkAlert({ severity: 'high' }, { max })).toBe('pass');
    expect(
      check({ alerts: as([openAlert({ severity: 'high' }), openAlert({ severity: 'high' })]) }, { max }),
    ).toMatchObject({
      state: 'fail',
      value: '2 high or worse',
    });
    expect(check({ alerts: as([openAlert({ severity: 'unknown' })]) })).toMatchObject({
      state: 'fail',
      reason: '1 critical or unrated vulnerability is open: minimist 0.0.10 (GHSA-vh95-rmgr-6w4m). At most 0 may be.',
    });
    expect(checkAlert({ severity: 'low' }, { max: {} })).toBe('pass');
  });

  test.each<[string, Partial<OpenAlert>, Partial<OpenAlertsPolicy>, string]>([
    ['malware counts as critical, whatever its record says', { kind: 'malware', severity: 'low' }, {}, 'fail'],
    ['malware counts in development too', { kind: 'malware', production: false }, {}, 'fail'],
    ['what only development needs is left out', { production: false }, {}, 'pass'],
    ['unless the policy says otherwise', { production: false }, { development: true }, 'fail'],
    ['where it is not known who needs it, it counts', { production: undefined }, {}, 'fail'],
    ['what is known to be exploited counts at any severity', { severity: 'low', knownExploited: true }, {}, 'fail'],
    ['up to its own bound', { severity: 'low', knownExploited: true }, { maxKnownExploited: 1 }, 'pass'],
    ['kinds that are not asked for are left out', { kind: 'maintainer-change' }, {}, 'pass'],
    ['those that are asked for count', { kind: 'maintainer-change' }, { kinds: ['maintainer-change'] }, 'fail'],
    ['other tags are left out', { tags: ['docs'] }, { tags: ['payments'] }, 'pass'],
    ['one tag is enough', { tags: ['docs', 'payments'] }, { tags: ['payments'] }, 'fail'],
  ])('%s', (_, alert, policy, state) => {
    expect(checkAlert(alert, policy)).toBe(state);
  });

  test('a bound that is no number holds nobody back from failing', () => {
    expect(checkAlert({}, { max: { critical: null as never } })).toBe('fail');
    expect(checkAlert({}, { max: { critical: Number.NaN } })).toBe('fail');
  });
});

describe('alerts of monitoring', () => {
  test('count for the environment that they name, and for all where they name none', () => {
    expect(check({ monitoring: as([firing]) })).toMatchObject({
      state: 'fail',
      reason: '1 critical alert is open: CheckoutDown. At most 0 may be.',
    });
    expect(check({ monitoring: as([{ ...firing, environment: 'staging' }]) }).state).toBe('pass');
    expect(check({ monitoring: as([{ ...firing, environment: 'Production' }]) }).state).toBe('fail');
  });

  test('that nobody ever sent are told of, and are no data only where somebody asked for them', () => {
    const monitoring = unknown('no-data', 'nobody has sent an alert yet');
    const silent = check({ monitoring });
    expect(silent).toMatchObject({ state: 'pass' });
    expect(silent.reason).toBe('No alert is open. Nobody sends alerts of monitoring, so there may be others.');
    expect(check({ monitoring }, { monitoring: 'required' })).toMatchObject({
      state: 'no-data',
      reason: 'It is not known whether other alerts are open: nobody has sent an alert yet.',
    });
    expect(check({ monitoring }, { kinds: ['vulnerability'] }).reason).toBe('No alert is open.');
  });

  test('that could not be asked are an error', () => {
    expect(check({ monitoring: unknown('error', 'the database does not answer') }).state).toBe('error');
  });
});

describe('what is not known', () => {
  const alerts = unknown('no-data', 'the repository was never scanned');

  test('is no pass', () => {
    expect(check({ alerts })).toMatchObject({ state: 'no-data', sampleSize: 0 });
    expect(check({ alerts, monitoring: unknown('error', 'it does not answer') })).toMatchObject({
      state: 'error',
      value: null,
    });
  });

  test('does not hide what is known to be too much', () => {
    expect(check({ alerts, monitoring: as([firing]) }).state).toBe('fail');
  });

  test('is judged by what the policy makes most of', () => {
    const monitoring = unknown('error', 'it does not answer');
    const policy = gatePolicy({ unknown: { error: 'allow', 'no-data': 'block' } });
    expect(checkOpenAlerts(gateFacts({ alerts, monitoring }), policy, NOW).state).toBe('no-data');
  });
});

describe('a watchdog', () => {
  const watchdog = { sources: ['alertmanager'], maxAgeMinutes: 10 };

  function heard(lastHeardAt: string, sources = watchdog.sources) {
    return check({ watchdogs: as([{ source: 'alertmanager', lastHeardAt }]) }, { watchdog: { ...watchdog, sources } });
  }

  test('that was heard lately lets silence be believed', () => {
    expect(heard(minutesFromNow(-10)).state).toBe('pass');
  });

  test.each([
    ['is silent', minutesFromNow(-11), undefined],
    ['has a clock that is far ahead', minutesFromNow(11), undefined],
    ['sends a time that is none', 'yesterday', undefined],
    ['is of another source', minutesFromNow(0), ['alertmanager', 'grafana']],
  ])('that %s is no data', (_, at, sources) => {
    expect(heard(at, sources).state).toBe('no-data');
  });

  test('says what was heard last', () => {
    expect(heard('2026-03-02T11:00:00Z').reason).toBe(
      'It is not known whether other alerts are open: the watchdog of alertmanager was heard last at 2026-03-02 11:00 UTC, and has to be every 10 minutes.',
    );
  });

  test('is asked for even where no source is named', () => {
    expect(check({ watchdogs: as([]) }, { watchdog: { ...watchdog, sources: [] } }).state).toBe('no-data');
  });

  test('that could not be asked is why', () => {
    expect(check({ watchdogs: unknown('error', 'it does not answer') }, { watchdog }).state).toBe('error');
  });
});
