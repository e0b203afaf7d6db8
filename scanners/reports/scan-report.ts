import type { AlertFacts } from '../alerts/index.ts';
import type { InventoryItem, Lockfile } from '../lockfiles/index.ts';

/** What a scan found, before it is written in a format. Strings from outside are as they were found: formats make them safe. */
export interface ScanReport {
  tool: { name: string; version: string; url: string };
  /** What was scanned, as people call it: a folder's name. */
  subject: string;
  /** ISO 8601. */
  generatedAt: string;
  /** `urn:uuid:…`, for formats that number their documents. */
  serialNumber: string;
  /** Where the advisories came from, such as `api.osv.dev`. */
  advisories: string;
  /** What only development needs was left out. */
  prodOnly: boolean;
  lockfiles: ScannedLockfile[];
  failures: ScanFailure[];
}

export interface ScannedLockfile {
  /** Relative to the root of the repository, with `/` between folders. */
  path: string;
  lockfile: Lockfile;
  items: readonly InventoryItem[];
  findings: ReportedFinding[];
  suppressed: SuppressedFinding[];
}

/** The facts of one (lockfile, package, advisory group), and the 1-based lines of its entries in the lockfile, ascending. */
export interface ReportedFinding {
  facts: AlertFacts;
  lines: number[];
}

export interface SuppressedFinding extends ReportedFinding {
  reason: string;
  /** ISO 8601 moment; null: it never ends. */
  expiresAt: string | null;
}

/** A lockfile, folder or configuration that could not be read. */
export interface ScanFailure {
  path: string;
  line?: number;
  expected: string;
  found: string;
  cure: string;
}
