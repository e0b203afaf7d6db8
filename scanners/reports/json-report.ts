import type { AlertKind } from '../alerts/index.ts';
import type { DependencyScope, LockfileFormat } from '../lockfiles/index.ts';
import type { Severity } from '../osv/index.ts';
import type { ScanSummary } from './summarize.ts';

/**
 * `lockkeeper scan --format json`. Within `version` 1, keys are only added: none goes, none changes its meaning.
 * Strings come from lockfiles and advisories as they are; escape them wherever you show them.
 */
export interface JsonReport {
  version: 1;
  tool: { name: string; version: string };
  /** ISO 8601. */
  generatedAt: string;
  /** Where the advisories came from. */
  advisories: string;
  /** `--prod`: what only development needs was left out. */
  prodOnly: boolean;
  summary: Omit<ScanSummary, 'failures'> & { errors: number };
  lockfiles: {
    /** Relative to the root of the repository. */
    path: string;
    format: LockfileFormat;
    formatVersion: string;
    /** Distinct registry package versions. */
    packages: number;
    findings: JsonFinding[];
    suppressed: (JsonFinding & { reason: string; expiresAt: string | null })[];
    /** Entries of the lockfile that were left out, and why. */
    problems: { key: string; message: string }[];
  }[];
  /** What could not be scanned. Where there is any, the exit code is 2. */
  errors: { path: string; line?: number; expected: string; found: string; cure: string }[];
}

/** One for each package and advisory group: records that speak of the same flaw are together. */
export interface JsonFinding {
  package: string;
  kind: AlertKind;
  severity: Severity;
  /** CVSS, 0.0 to 10.0. */
  score: number | null;
  /** The id by which people know the flaw best. */
  advisory: string;
  advisories: string[];
  aliases: string[];
  summary: string;
  /** The affected versions in the lockfile; `fixedIn` clears every finding on the package, null: none is known. */
  versions: JsonVersion[];
  /** This and the next two sum up over all versions. */
  direct: boolean;
  scopes: DependencyScope[];
  /** Shortest way from the project's folder (left out for the root) to the parent, as `name@version`. */
  path: string[];
  /** 1-based lines of its entries in the lockfile. */
  lines: number[];
  publishedAt: string | null;
}

/** An affected version, and why it is there. */
export interface JsonVersion {
  version: string;
  fixedIn: string | null;
  direct: boolean;
  scopes: DependencyScope[];
  path: string[];
}
