import { expect, test } from 'vitest';
import type { Severity } from '../../../scanners/osv/advisory.ts';
import { lockfileText, makeAdvisory, makeReport } from '../../../scanners/reports/report-fixture.ts';
import { FAIL_ON, scanExitCode } from './scan-exit-code.ts';

const reportOf = (level: Severity) =>
  makeReport({ text: lockfileText(), advisories: [makeAdvisory('GHSA-1', 'qs', null, { severity: { level } })] });

/** For each threshold of FAIL_ON, in its order. */
test.each<[Severity, codes: number[]]>([
  ['critical', [1, 1, 1, 1, 0]],
  ['high', [0, 1, 1, 1, 0]],
  ['medium', [0, 0, 1, 1, 0]],
  ['low', [0, 0, 0, 1, 0]],
  ['unknown', [1, 1, 1, 1, 0]],
])('%s', (level, codes) => {
  const report = reportOf(level);
  expect(FAIL_ON.map((threshold) => scanExitCode(report, threshold))).toEqual(codes);
  const failures = [{ path: 'a', expected: 'b', found: 'c', cure: 'd' }];
  expect(FAIL_ON.map((threshold) => scanExitCode({ ...report, failures }, threshold))).toEqual([2, 2, 2, 2, 2]);
});
