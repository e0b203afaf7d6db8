import { expect, test } from 'vitest';
import {
  DEFAULT_REPORT_LEVEL,
  levelOf,
  RISK_LEVELS,
  type RiskLevel,
  THRESHOLDS,
} from '../../scanners/maintainers/index.ts';
import { INCIDENTS, judgeIncident, type Stage } from './incidents.ts';

type Reached = [stage: Stage, level: RiskLevel, score: number];

/** Where the facts are from stands beside each incident. */
const EXPECTED: Record<string, Reached[]> = {
  'event-stream 2018-09': [['first poll', 'high', 50]],
  'ua-parser-js 2021-10-22': [['first poll', 'high', 50]],
  'nx 2025-08-26': [
    ['first poll', 'medium', 30],
    ['git tag, 30 min later', 'high', 50],
  ],
  'chalk and debug 2025-09-08': [
    ['first poll', 'medium', 30],
    ['git tag, 30 min later', 'high', 50],
  ],
  'Shai-Hulud 2025-09-15': [['first poll', 'high', 65]],
  'Shai-Hulud 2025-11-24': [['first poll', 'high', 50]],
  'axios 2026-03-31': [
    ['first poll', 'critical', 79],
    ['checks after it', 'critical', 100],
    ['git tag, 30 min later', 'critical', 100],
  ],
  'TanStack 2026-05-11': [
    ['first poll', 'medium', 30],
    ['checks after it', 'high', 65],
  ],
};

test.each(INCIDENTS)('$name $when: $packageName', (incident) => {
  const { stages } = judgeIncident(incident);
  expect(stages.map(({ stage, level, score }) => [stage, level, score])).toEqual(
    EXPECTED[`${incident.name} ${incident.when}`],
  );
});

test('at the default level at least six of the seven are caught', () => {
  const least = RISK_LEVELS.indexOf(DEFAULT_REPORT_LEVEL);
  const caught = INCIDENTS.filter((incident) =>
    judgeIncident(incident).stages.some(({ level }) => level !== null && RISK_LEVELS.indexOf(level) >= least),
  );
  expect(new Set(INCIDENTS.map(({ name }) => name)).size).toBe(7);
  expect(new Set(caught.map(({ name }) => name)).size).toBeGreaterThanOrEqual(6);
});

test('by the set of maintainers alone it would have been one', () => {
  const caught = INCIDENTS.filter(({ past, learned, ...incident }) => {
    const stages = Object.entries(learned).map(([stage, entries]) => [
      stage,
      entries.filter(({ kind }) => kind === 'maintainers'),
    ]);
    const alone = { ...incident, past, learned: Object.fromEntries(stages) };
    return judgeIncident(alone).stages.some(({ score }) => score >= THRESHOLDS.medium.score);
  });
  expect(caught.map(({ name }) => name)).toEqual(['event-stream']);
  expect(levelOf(THRESHOLDS.high.score)).toBe(DEFAULT_REPORT_LEVEL);
});
