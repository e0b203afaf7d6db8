import { expect, test } from 'vitest';
import type { Severity } from './advisory.ts';
import { compareSeverity, SEVERITIES, severityAtLeast } from './severity.ts';

test('sorts the most urgent first, the unrated before what is known to be moderate', () => {
  expect(SEVERITIES).toEqual(['critical', 'high', 'unknown', 'medium', 'low']);
  expect(SEVERITIES.toReversed().sort(compareSeverity)).toEqual(SEVERITIES);
});

test.each<[Severity, Severity[]]>([
  ['critical', ['critical', 'high', 'unknown', 'medium', 'low']],
  ['high', ['high', 'unknown', 'medium', 'low']],
  ['unknown', ['critical', 'high', 'unknown', 'medium', 'low']],
  ['medium', ['unknown', 'medium', 'low']],
  ['low', ['unknown', 'low']],
])('%s reaches the thresholds %j', (level, reached) => {
  expect(SEVERITIES.filter((threshold) => severityAtLeast(level, threshold))).toEqual(reached);
});
