import type { RiskLevel } from '../maintainers/maintainer-risk.ts';
import type { GateConfig, GateFaults, SloConfig } from './gate-config.ts';

/** Findings that somebody decided to live with until a day. At least one of `package` and `advisory` is set. */
export interface ConfigSuppression {
  package?: string;
  /** An advisory's id, or one of its aliases. */
  advisory?: string;
  /** Versions that the package must not be updated to; where it is set, alerts are not held back. */
  range?: string;
  ecosystem?: 'npm';
  /** Only for what nothing but development needs. */
  dev?: boolean;
  /** A gitignore-style pattern of lockfile paths; left out: every lockfile. */
  path?: string;
  reason: string;
  /** The last day on which it holds, `2030-12-31` in UTC, or `never`. `suppressionEnd` gives the moment. */
  expires: string;
}

/** From which severity on a pull request's check fails. */
export const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Where no configuration says it. */
export const DEFAULT_FAIL_ON: FailOn = 'high';

/** How updates are proposed. What is left out has its default in `DEFAULT_UPDATES`. */
export interface UpdatesConfig {
  enabled: boolean;
  /** One pull request for all of a project's updates, or one for each package. */
  group: 'all' | 'package';
  /** The least severity that is updated for, and at which a new finding refuses an update. Malware always is. */
  minSeverity: MinSeverity;
  /** A target is not younger than this. */
  minReleaseAgeDays: number;
  /** Whether a package that its parents pin may be overridden in the manifest. */
  overrides: boolean;
  /** Left out: the default branch. */
  baseBranch?: string;
  labels: string[];
  /** Logins, or teams as `org/team`. */
  reviewers: string[];
  assignees: string[];
  draft: boolean;
  /** Cron: the minutes in which pull requests may be opened; left out: always. Those there are are kept up to date at all times. */
  schedule?: { cron: string; timezone: string };
}

export const MIN_SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type MinSeverity = (typeof MIN_SEVERITIES)[number];

export const DEFAULT_UPDATES: Readonly<UpdatesConfig> = {
  enabled: true,
  group: 'all',
  minSeverity: 'low',
  minReleaseAgeDays: 3,
  overrides: false,
  labels: [],
  reviewers: [],
  assignees: [],
  draft: false,
};

/** For how long a suppression that somebody asks for in a comment holds, in days. */
export interface SuppressConfig {
  defaultDays: number;
  maxDays: number;
}

export const DEFAULT_SUPPRESS: Readonly<SuppressConfig> = { defaultDays: 30, maxDays: 180 };

/** How people are told of maintainer changes. What is left out has its default in `DEFAULT_MAINTAINERS`. */
export interface MaintainersConfig {
  enabled: boolean;
  /** The least level that an issue tells of. */
  level: RiskLevel;
  /** A change stays open for so long after its last signal. */
  cooldownDays: number;
  /** Whose issues tell of changes; left out: each repository's own. Without an owner: of the same one. */
  reportTo?: { owner?: string; name: string };
}

export const DEFAULT_MAINTAINERS: Readonly<MaintainersConfig> = { enabled: true, level: 'high', cooldownDays: 14 };

/** A repository's configuration, complete: what a file leaves out has its default. */
export interface RepositoryConfig {
  /** Probot's `_extends`, as written; `parseExtends` reads it. */
  extends?: string;
  ignorePaths: string[];
  tags: string[];
  /** Left out: `DEFAULT_FAIL_ON`. */
  failOn?: FailOn;
  suppressions: ConfigSuppression[];
  /** What is said of updates; `DEFAULT_UPDATES` has the rest. */
  updates?: Partial<UpdatesConfig>;
  /** What is said of suppressions by comment; `DEFAULT_SUPPRESS` has the rest. */
  suppress?: Partial<SuppressConfig>;
  /** What is said of maintainer changes; `DEFAULT_MAINTAINERS` has the rest. */
  maintainers?: Partial<MaintainersConfig>;
  /** What is said of the deploy gate; `gate/default-policy.ts` has the rest. */
  gate?: GateConfig;
  /** Service level objectives. */
  slos?: readonly SloConfig[];
  /** Why nobody may go by `gate` and `slos` as they are here; left out: nothing is wrong with them. */
  gateFaults?: GateFaults;
  /** Whether there is a dashboard issue; left out: there is. */
  dashboard?: boolean;
}

export const DEFAULT_CONFIG: Readonly<RepositoryConfig> = { ignorePaths: [], tags: [], suppressions: [] };

/** The moment from which the suppression holds no more: the end of its last day in UTC. Null: it never ends. */
export function suppressionEnd({ expires }: Pick<ConfigSuppression, 'expires'>): Date | null {
  if (expires === 'never') return null;
  const lastDay = new Date(`${expires}T00:00:00Z`);
  return new Date(lastDay.getTime() + 24 * 60 * 60 * 1000);
}
