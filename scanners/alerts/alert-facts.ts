import type { DependencyScope } from '../lockfiles/lockfile.ts';
import type { Severity } from '../osv/advisory.ts';
import type { Way } from './way-of.ts';

/**
 * A flaw of the package, malicious code in it, or something that happened to who maintains it and how it is published. The
 * last has a change where the others have a group of advisories: its only id is `maintainer-change-<id of the change>`.
 */
export const ALERT_KINDS = ['vulnerability', 'malware', 'maintainer-change'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What is true of one (lockfile, package, advisory group) now: what an alert says, before its state and history. */
export interface AlertFacts {
  packageName: string;
  kind: AlertKind;
  /** Preferred id of the advisory group (GHSA first); of a maintainer change its id. */
  groupKey: string;
  /** Ids of the records of the group that affect a version held here, and all their aliases: sorted, distinct. */
  advisoryIds: string[];
  aliases: string[];
  summary: string;
  severity: Severity;
  /** CVSS score, where the records give one. */
  score?: number;
  /** The affected versions that the lockfile holds, in order of precedence. */
  versions: string[];
  /** The lowest version that clears every finding on the package, per held version; null where none is known. */
  fixes: Record<string, string | null>;
  /** Why each of `versions` is there; `direct`, `scopes` and `path` sum up over all of them. */
  ways: Record<string, Way<DependencyScope>>;
  direct: boolean;
  scopes: DependencyScope[];
  /** Shortest path to the parent over the affected versions, as `name@version`; empty where a project asks for it. */
  path: string[];
  /** ISO 8601: when the first record of the group was published, or the change began. */
  publishedAt?: string;
  /** Keys of the affected entries in the lockfile, for locations; empty where only the database's view is known. */
  keys: string[];
}
