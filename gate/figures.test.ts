import { expect, test } from 'vitest';
import { figuresOf } from './figures.ts';
import { as, gateFacts, gatePolicy, openAlert, slo } from './gate-fixture.ts';
import { unknown } from './known.ts';

const policy = gatePolicy();

test('critical alerts that the policy asks about are counted, and malware whatever its record says', () => {
  const alerts = as([
    openAlert(),
    openAlert({ kind: 'malware', severity: 'low' }),
    openAlert({ severity: 'high' }),
    openAlert({ severity: 'unknown' }),
    openAlert({ production: false }),
  ]);
  expect(figuresOf(gateFacts({ alerts }), policy).openCritical).toBe(2);
});

test('the highest burn rate is told', () => {
  const slos = as([slo({ bad: 0.0005 }), slo({ name: 'latency', bad: 0.003 })]);
  expect(figuresOf(gateFacts({ slos }), policy).burnRate).toBeCloseTo(3);
});

test('where a part is not known, the whole is not', () => {
  const missing = unknown('error', 'Prometheus is down');
  expect(figuresOf(gateFacts({ alerts: missing, slos: missing }), policy)).toEqual({
    openCritical: null,
    burnRate: null,
  });
  expect(figuresOf(gateFacts({ alertGaps: ['web/yarn.lock: it could not be read'] }), policy).openCritical).toBeNull();
  const slos = as([slo(), slo({ name: 'latency', windows: { '1h': missing } })]);
  expect(figuresOf(gateFacts({ slos }), policy).burnRate).toBeNull();
  expect(figuresOf(gateFacts({ slos: as([]) }), policy).burnRate).toBeNull();
});
