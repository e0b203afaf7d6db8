import type { Severity } from '../osv/advisory.ts';
import { count } from './finding-text.ts';
import type { ScanReport } from './scan-report.ts';

export interface ScanSummary {
  lockfiles: number;
  /** Distinct registry package versions over all lockfiles. */
  packages: number;
  findings: Record<Severity | 'total' | 'malware', number>;
  suppressed: number;
  failures: number;
}

export function summarize({ lockfiles, failures }: ScanReport): ScanSummary {
  const findings = { total: 0, malware: 0, critical: 0, high: 0, unknown: 0, medium: 0, low: 0 };
  const packages = new Set<string>();
  let suppressed = 0;
  for (const lockfile of lockfiles) {
    for (const { name, version } of lockfile.items) packages.add(`${name}@${version}`);
    for (const { facts } of lockfile.findings) {
      findings.total += 1;
      findings[facts.severity] += 1;
      if (facts.kind === 'malware') findings.malware += 1;
    }
    suppressed += lockfile.suppressed.length;
  }
  return { lockfiles: lockfiles.length, packages: packages.size, findings, suppressed, failures: failures.length };
}

/** One line: `3 findings (1 critical, 2 high) in 214 packages of 2 lockfiles; 1 suppressed; incomplete: 1 error`. */
export function summaryText({ lockfiles, packages, findings, suppressed, failures }: ScanSummary): string {
  const levels = (['critical', 'high', 'unknown', 'medium', 'low'] as const)
    .filter((level) => findings[level] > 0)
    .map((level) => `${findings[level]} ${level}`);
  const found = findings.total === 0 ? 'No findings' : `${count(findings.total, 'finding')} (${levels.join(', ')})`;
  const parts = [`${found} in ${count(packages, 'package')} of ${count(lockfiles, 'lockfile')}`];
  if (findings.malware > 0) parts.push(`${findings.malware} of them malware`);
  if (suppressed > 0) parts.push(`${suppressed} suppressed`);
  if (failures > 0) parts.push(`incomplete: ${count(failures, 'error')}`);
  return parts.join('; ');
}
