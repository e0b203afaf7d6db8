import { severityAtLeast } from '../../../scanners/osv/severity.ts';
import type { ScanReport } from '../../../scanners/reports/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

/** `never`: findings are only shown. */
export const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** 2 goes before 1: an incomplete scan must not look like a complete one. */
export function scanExitCode({ lockfiles, failures }: ScanReport, failOn: FailOn): ExitCode {
  if (failures.length > 0) return EXIT.failed;
  if (failOn === 'never') return EXIT.ok;
  const reached = lockfiles.some(({ findings }) =>
    findings.some(({ facts }) => severityAtLeast(facts.severity, failOn)),
  );
  return reached ? EXIT.found : EXIT.ok;
}
