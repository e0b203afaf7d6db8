import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_ALERTS, readAlertmanager } from './read-alertmanager.ts';
import { BOUNDS } from './told-parts.ts';

const alert = {
  status: 'firing',
  labels: { alertname: 'HighErrors', severity: 'page', service: 'checkout', env: 'prod', team: 'payments' },
  annotations: { summary: 'Too many errors', description: 'More than a tenth fails' },
  startsAt: '2026-03-01T12:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.org/graph?g0.expr=up',
  fingerprint: 'c0ffee',
};
const read = (alerts: unknown[], rest: object = {}) => readAlertmanager({ groupKey: '{}:{a="b"}', ...rest, alerts });

describe('readAlertmanager', () => {
  test('reads an alert as Alertmanager sends it', () => {
    expect(read([{ ...alert, notification_reason: 'new' }], { version: '4', routeLabels: {} })).toEqual({
      alerts: [
        {
          fingerprint: 'c0ffee',
          status: 'firing',
          startsAt: new Date('2026-03-01T12:00:00.123Z'),
          endsAt: null,
          severity: 'critical',
          title: 'Too many errors',
          service: 'checkout',
          environment: 'prod',
          repository: null,
          tags: ['alertname:HighErrors', 'severity:page', 'service:checkout', 'env:prod', 'team:payments'],
          url: 'https://prometheus.example.org/graph?g0.expr=up',
          labels: alert.labels,
        },
      ],
      watchdog: false,
      truncated: { group: expect.stringMatching(/^[0-9a-f]{32}$/), alerts: 0 },
      problems: [],
    });
  });

  test.each([
    ['critical', 'critical'],
    ['Page', 'critical'],
    ['high', 'high'],
    ['error', 'high'],
    ['warning', 'medium'],
    ['info', 'low'],
    ['none', 'low'],
    ['sev1', 'unknown'],
    [undefined, 'unknown'],
    ['__proto__', 'unknown'],
  ])('takes severity %s for %s', (severity, level) => {
    expect(read([{ ...alert, labels: { alertname: 'A', severity } }]).alerts[0]?.severity).toBe(level);
  });

  test('reads repository, environment and tags of labels', () => {
    const labels = { repository: 'octo-org/web-shop', environment: 'production', env: 'other', tags: 'a, b,,a' };
    expect(read([{ ...alert, labels }]).alerts[0]).toMatchObject({
      repository: { owner: 'octo-org', name: 'web-shop' },
      environment: 'production',
      tags: ['a', 'b', 'repository:octo-org/web-shop', 'environment:production', 'env:other'],
    });
    for (const repository of ['web-shop', 'a/b/c', 'https://x/y', '../..a b', '']) {
      expect(read([{ ...alert, labels: { repository } }]).alerts[0]?.repository).toBeNull();
    }
  });

  test('tells of alerts that it cannot read, and takes the others', () => {
    const { alerts, problems } = read([
      null,
      'text',
      alert,
      { ...alert, status: 'suppressed' },
      { ...alert, labels: 7 },
      { ...alert, startsAt: 'yesterday' },
      { ...alert, annotations: 7, generatorURL: 'javascript:alert(1)', endsAt: 'never', fingerprint: 5 },
    ]);
    expect(alerts).toHaveLength(2);
    expect(alerts[1]).toMatchObject({ title: 'HighErrors', url: null, endsAt: null });
    expect(alerts[1]?.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(problems).toEqual([
      { index: 0, name: null, expected: 'an object', found: 'null' },
      { index: 1, name: null, expected: 'an object', found: '"text"' },
      { index: 3, name: 'HighErrors', expected: 'status to be firing or resolved', found: '"suppressed"' },
      { index: 4, name: null, expected: 'labels to be an object', found: '7' },
      { index: 5, name: 'HighErrors', expected: 'startsAt to be a time', found: '"yesterday"' },
    ]);
  });

  test('does with what there is of an alert', () => {
    expect(read([{ status: 'firing', labels: {} }])).toMatchObject({
      alerts: [{ startsAt: null, severity: 'unknown', title: 'an alert without a name', environment: null }],
      problems: [],
    });
  });

  test('hears a watchdog, which is no alert, only while it fires', () => {
    const named = { ...alert, labels: { alertname: 'Watchdog', severity: 'none' } };
    const marked = { ...alert, labels: { alertname: 'AlwaysOn', lockkeeper_watchdog: 'true' } };
    for (const watchdog of [named, marked]) {
      expect(read([watchdog, alert])).toMatchObject({ watchdog: true, alerts: [{ title: 'Too many errors' }] });
      expect(read([{ ...watchdog, status: 'resolved' }])).toMatchObject({ watchdog: false, alerts: [] });
    }
    expect(read([alert]).watchdog).toBe(false);
  });

  test('counts what was left out of a group, until it is resolved', () => {
    expect(read([alert], { status: 'firing', truncatedAlerts: 12 }).truncated.alerts).toBe(12);
    expect(read([alert], { status: 'resolved', truncatedAlerts: 12 }).truncated.alerts).toBe(0);
    for (const truncatedAlerts of [-1, '3', null, Number.NaN, {}]) {
      expect(read([alert], { truncatedAlerts }).truncated.alerts).toBe(0);
    }
    expect(read([], { groupKey: 'a' }).truncated.group).not.toBe(read([], { groupKey: 'b' }).truncated.group);
  });

  test('keeps within bounds', () => {
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`label${n}`, 'x'.repeat(5000)]));
    const [kept] = read([{ ...alert, labels, annotations: { summary: 'y'.repeat(5000) } }]).alerts;
    expect(Object.keys(kept!.labels)).toHaveLength(BOUNDS.labels);
    expect(kept!.title).toHaveLength(BOUNDS.title);
    expect(JSON.stringify(kept).length).toBeLessThan(100_000);
    const many = read(Array.from({ length: MOST_ALERTS + 5 }, () => alert));
    expect([many.alerts.length, many.problems.length]).toEqual([MOST_ALERTS, 1]);
  });

  test('is not led down however deep a value goes', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    const { alerts, problems } = read([
      { ...alert, labels: { a: deep }, annotations: deep },
      { ...alert, startsAt: deep },
      deep,
    ]);
    expect([alerts.length, problems.map(({ found }) => found)]).toEqual([1, ['a list', 'a list']]);
  });

  test('never throws, and loses nothing without a word', () => {
    const part = fc.oneof(fc.anything(), fc.constantFrom('firing', 'resolved', alert.startsAt, alert.labels));
    const any = fc.oneof(
      fc.anything(),
      fc.record({ status: part, labels: part, annotations: part, startsAt: part, endsAt: part, fingerprint: part }),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), (some) => {
        const alerts = JSON.parse(JSON.stringify(some)) as unknown[];
        const delivery = read([...alerts, alert]);
        expect(delivery.alerts.length + delivery.problems.length).toBe(alerts.length + 1);
        expect(delivery.alerts.at(-1)?.fingerprint).toBe('c0ffee');
      }),
      { numRuns: 300 },
    );
  });
});
