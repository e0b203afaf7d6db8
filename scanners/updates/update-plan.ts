import type { SignalChange, SignalName } from '../maintainers/index.ts';

/** A change that an edit carries out. Every version is exact; nothing is left for the package manager to choose. */
export type UpdateStep =
  /** A project's package.json asks for another range, and the lockfile holds `version` for it. */
  | {
      kind: 'manifest';
      /** Folder of the project relative to the lockfile, `.` for the root. */
      project: string;
      section: 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies';
      /** The name under which it is asked for: an alias where it differs from `name`. */
      alias: string;
      name: string;
      from: string;
      to: string;
      version: string;
    }
  /**
   * Only the lockfile changes: these locked versions of the package become `version`, inside every parent's range. Where two such
   * steps share a locked version, each is for the copies whose parents admit its version.
   */
  | { kind: 'lock'; name: string; from: string[]; version: string }
  /**
   * An override in the package manager's own form. `selector` is the project's own key where it overrides the package already
   * (its value becomes `range`), else `name@^major`: the line of versions that it is for.
   */
  | { kind: 'override'; name: string; selector: string; range: string; version: string }
  /** An override of ours goes, and the versions that it brought stay locked. */
  | ({ kind: 'remove-override'; keeps: string[] } & OwnOverride);

/** A step that brings a version in. */
export type VersionStep = Exclude<UpdateStep, { kind: 'remove-override' }>;

/** An entry that a merged pull request of ours added, as it is written. */
export interface OwnOverride {
  name: string;
  /** The file that holds it, relative to the lockfile: package.json or pnpm-workspace.yaml. */
  file: string;
  /** Where in the file: `['pnpm', 'overrides']`. */
  section: string[];
  /** The key. */
  selector: string;
  range: string;
  /** The pull request's number. */
  addedBy?: number;
}

/** `unneeded-override`: it clears nothing; an override of ours goes that every parent can do without now. */
export type UpdateWay = 'direct' | 'transitive' | 'parent' | 'override' | 'rollback' | 'unneeded-override';

/**
 * One vulnerable package that the plan takes care of. A package that needs several targets has one entry for each. Of an
 * unneeded override `from` and `to` are the locked versions, which stay.
 */
export interface PlannedUpdate {
  name: string;
  /** The affected versions that the lockfile holds and that become `to`. */
  from: string[];
  /** Empty where the parents' updates leave nothing that asks for the package. */
  to: string;
  how: UpdateWay;
  /** Shortest chain to it, as `name@version`; for `parent` its last element is what is updated. */
  path: string[];
  /** Keys of the alerts' groups that are gone once the whole plan is carried out. */
  clears: string[];
  /** Keys of groups that are gone from these versions, while other locked versions stay affected. */
  reduces?: string[];
  /** All that this update needs, its parents' updates included: updates that need the same step share it. */
  steps: UpdateStep[];
  /** What there is to know of each version that the steps bring, in the order of names. */
  targets?: UpdateTarget[];
  /** What would have been taken first, for one of the targets, but for a suppression, a hold, its age or its deprecation. */
  passedOver?: PassedOver[];
}

/** A version that comes in: strings are the registry's, as they are. */
export interface UpdateTarget {
  name: string;
  version: string;
  /** The locked versions whose place it takes. */
  from: string[];
  /** ISO 8601; left out where the registry does not say when it was published. */
  released?: string;
  /** It is younger than min-release-age, and was taken since it is a fix whose publish signals are known and unchanged. */
  ageSkipped?: true;
  /** How its publishing differs from that of the versions it replaces. */
  signals: SignalChange[];
  /** Nobody can tell: the registry does not give these. */
  unknownSignals: SignalName[];
  /** An https address, as the package says it. */
  repository?: string;
  /** Where its release notes should be. */
  notes?: string;
}

export interface PassedOver {
  name: string;
  version: string;
  why: 'suppressed' | 'held' | 'too-young' | 'deprecated';
  /** In words. */
  text: string;
  /** ISO 8601: when it can be taken, where that is known. */
  until?: string;
  /** Who suppressed it. */
  by?: string;
  /** The maintainer change that holds it. */
  change?: number;
}

export type SkipReason =
  | 'no-fix'
  | 'waiting-on-parent'
  | 'too-young'
  | 'held'
  | 'suppressed'
  | 'only-bad-targets'
  | 'bundled'
  | 'not-from-registry'
  | 'not-editable'
  | 'unknown-to-registry';

/** One vulnerable package that the plan leaves, and why: people read this. */
export interface SkippedUpdate {
  name: string;
  versions: string[];
  groups: string[];
  reason: SkipReason;
  /** In words: what stands in the way, and the cheapest thing that would free it. */
  text: string;
  /** The shortest chain, its last element being the parent that pins it. */
  path: string[];
  /** What the last parent asks for. */
  pinnedTo?: string;
  /** ISO 8601: when it can be tried again with another outcome, where that is known (age, hold, suppression). */
  until?: string;
  /** Who suppressed it, for the reason `suppressed`. */
  by?: string;
  /** The maintainer change that holds it, for the reason `held`. */
  change?: number;
}

/** What is to be done to one lockfile's project, in the order of the package names; what clears nothing comes last. */
export interface UpdatePlan {
  updates: PlannedUpdate[];
  skipped: SkippedUpdate[];
}
