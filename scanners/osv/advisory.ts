/** `unknown` is a level of its own: never read it as low. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'unknown';

export interface SeverityRating {
  level: Severity;
  /** CVSS base (v2, v3) or full (v4) score, 0.0 to 10.0; left out where only a label was given. */
  score?: number;
  vector?: string;
}

/** Exactly one of the four is set, as the OSV schema asks. `0` as `introduced` means "from the first version". */
export interface RangeEvent {
  introduced?: string;
  fixed?: string;
  lastAffected?: string;
  limit?: string;
}

/** A SEMVER or ECOSYSTEM range; GIT ranges are left out when a record is read. */
export interface AffectedRange {
  events: RangeEvent[];
}

/** One `affected` entry of the npm ecosystem. A record may hold several for one package. */
export interface AffectedPackage {
  name: string;
  versions: string[];
  ranges: AffectedRange[];
  /** `database_specific.last_known_affected_version_range`, such as `<= 1.2.3`: bounds ranges that only say "introduced". */
  lastKnownAffected?: string;
  /** `affected[].severity`, where the record rates this package apart. */
  severity?: SeverityRating;
}

/** An OSV record, cut down to what matching, grouping and people need. Shape: https://ossf.github.io/osv-schema/ */
export interface Advisory {
  id: string;
  /** ISO 8601, as the record has it. */
  modified: string;
  published?: string;
  withdrawn?: string;
  aliases: string[];
  /** The schema's `upstream`, and those of its `related` that name the same flaw. */
  upstream: string[];
  summary: string;
  malware: boolean;
  severity: SeverityRating;
  affected: AffectedPackage[];
  references: string[];
}

/** Something that could not be used: a part of a record, of which the rest was, or a whole record. */
export interface AdvisoryProblem {
  /** The record's, or `name@version` where it is about a package. */
  id: string;
  /** Set where the source was not asked, or would not say, which advisories affect a package. */
  about?: 'package';
  message: string;
}

export interface PackageVersion {
  name: string;
  version: string;
}
