import type { AlertFacts } from '../alerts/index.ts';
import type { Lockfile } from '../lockfiles/index.ts';
import type { Matcher } from '../osv/index.ts';
import type { AgePolicyReading } from './age-policy/index.ts';
import type { PackageDocument } from './package-document.ts';
import type { OwnOverride } from './update-plan.ts';

export interface PlanSettings {
  /** A target is not younger than this, but for fixes whose publish signals are known and unchanged; 0 takes any. */
  minReleaseAgeDays: number;
  /** Whether a package that its parents pin may be overridden in the project's manifest. */
  allowOverrides: boolean;
}

export const DEFAULT_PLAN_SETTINGS: PlanSettings = {
  minReleaseAgeDays: 3,
  allowOverrides: false,
};

/**
 * Someone decided against something. With a `range`, targets of the package inside it are not used. Without one, findings of the
 * package, of the advisory, or of both together are not acted on, and a target may carry them.
 */
export interface TargetSuppression {
  package?: string;
  /** npm's range syntax. */
  range?: string;
  /** An advisory's id, or one of its aliases. */
  advisory?: string;
  reason: string;
  /** From this moment on it no longer holds; null: it never ends. */
  expiresAt: Date | null;
  /** Holds only for a package that nothing but development needs in this lockfile. */
  devOnly?: boolean;
  /** Who decided it, as people are to read it: a login, or the file that says it. */
  author?: string;
}

/**
 * Something happened to a package, or to who publishes it, that people should look at first: versions that came since are no
 * targets. With a `publisher`, those alone that this account published; with no `package`, its versions of every package.
 */
export interface TargetHold {
  package?: string;
  publisher?: string;
  /** ISO 8601: versions published from then on, and those of which nobody knows when. */
  since: string;
  /** Versions that are part of it whenever they were published. */
  versions?: readonly string[];
  /** The maintainer change's number. */
  changeId?: number;
  /** What changed, in words; names in it are the registry's, as they are. */
  text: string;
  /** ISO 8601: when it ends if nothing further happens; null: only a person ends it. */
  until: string | null;
}

/** Everything that a plan is decided from. */
export interface PlanRequest {
  lockfile: Lockfile;
  /** package.json texts by folder relative to the lockfile, `.` for the root. */
  manifests: ReadonlyMap<string, string>;
  /** What is open in this lockfile. */
  alerts: readonly AlertFacts[];
  /** Knows the advisories of every package in the lockfile: a target must not be affected by any. */
  matcher: Matcher;
  /** By package name; null: the registry does not know the package. */
  documents: ReadonlyMap<string, PackageDocument | null>;
  settings: PlanSettings;
  /** The repository's own rule; left out: it has none. */
  agePolicy?: AgePolicyReading;
  suppressions: readonly TargetSuppression[];
  /** Left out: nothing is known of maintainer changes, or nothing is held. */
  holds?: readonly TargetHold[];
  /** Overrides that we added and that stand as we wrote them: what a person changed is theirs. */
  ownOverrides?: readonly OwnOverride[];
  now: Date;
}
