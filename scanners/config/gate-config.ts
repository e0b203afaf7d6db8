import type { AlertKind } from '../alerts/index.ts';
import type { RiskLevel } from '../maintainers/maintainer-risk.ts';
import type { ConfigProblem } from './config-problem.ts';
import type { MinSeverity } from './repository-config.ts';

/** Whether a check that fails blocks, is only told of, or is not made. */
export const MODES = ['enforce', 'warn', 'off'] as const;
export type Mode = (typeof MODES)[number];

/** What comes of a check, from best to worst. */
export const EFFECTS = ['allow', 'warn', 'block'] as const;
export type Effect = (typeof EFFECTS)[number];

/** What may go wrong in what is deployed, by where it was learned: from lockfiles, or from monitoring (Alertmanager and others). */
export const GATE_ALERT_KINDS = ['vulnerability', 'malware', 'maintainer-change', 'monitoring'] as const;
export type GateAlertKind = AlertKind | 'monitoring';

/** The windows of a burn rate that are asked for directly; what is longer is summed. */
export const BURN_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
export type BurnWindow = (typeof BURN_WINDOWS)[number];

export const INPUT_RULES = ['stricter', 'any'] as const;
export type InputRule = (typeof INPUT_RULES)[number];

/** A time in which nothing is deployed. */
export interface FreezeConfig {
  name: string;
  /** The first start, local time of the zone: `2026-12-20T00:00`. */
  start: string;
  durationMinutes: number;
  /** IANA; left out: UTC. */
  timezone?: string;
  /** iCalendar RRULE without its name; left out: once. */
  rrule?: string;
  /** Local days whose occurrence does not take place. */
  except?: readonly string[];
}

/** What is said of one environment. What is left out has its default in `gate/default-policy.ts`. */
export interface EnvironmentConfig {
  openAlerts?: {
    mode?: Mode;
    /** By severity; `any` takes a bound away. */
    max?: Partial<Record<MinSeverity, number | 'any'>>;
    maxKnownExploited?: number;
    kinds?: readonly GateAlertKind[];
    tags?: readonly string[];
    development?: boolean;
    watchdog?: { sources?: readonly string[]; maxAgeMinutes?: number };
  };
  trustScore?: { mode?: Mode; minimum?: number; minimumCoverage?: number };
  burnRate?: {
    mode?: Mode;
    below?: number;
    window?: BurnWindow;
    pairs?: boolean;
    services?: readonly string[];
    minimumEvents?: number;
  };
  maintainerChanges?: { mode?: Mode; level?: RiskLevel; investigated?: boolean };
  drift?: { mode?: Mode; severity?: MinSeverity };
  freeze?: { mode?: Mode; windows?: readonly FreezeConfig[] };
  soak?: { mode?: Mode; minimumMinutes?: number };
  unknown?: { noData?: Effect; noTraffic?: Effect; error?: Effect };
  overrides?: { approvers?: readonly string[]; people?: 1 | 2; maxHours?: number };
  inputs?: InputRule;
}

/** `gate:` of the configuration. `*` lies beneath every environment, those that are named too. */
export interface GateConfig {
  /** Whether pull requests have the check run of the gate too; left out: the default branch alone. */
  pullRequests?: boolean;
  environments: Readonly<Record<string, EnvironmentConfig>>;
}

/** A promise of how much of what a service does goes well, and where the counts are asked for. */
export interface SloConfig {
  name: string;
  service: string;
  /** Share of good events, above 0 and below 1. */
  target: number;
  windowDays: number;
  /** PromQL with `{{window}}` where the length of time belongs; of `good` and `bad` there is one, and the other is the rest of the total. */
  good?: string;
  bad?: string;
  total: string;
  /** Where people look for more. */
  url?: string;
}

/**
 * What keeps the policy of the gate from being known: a part of it that is wrong, or a file of it that could not be read. What is left of a
 * policy without that part could be more lenient than what was written, so nobody may go by it.
 */
export type GateFaults = readonly ConfigProblem[];
