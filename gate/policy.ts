import type { Effect, InputRule, Mode } from '../scanners/config/gate-config.ts';
import type { RiskLevel } from '../scanners/maintainers/index.ts';
import type { Severity } from '../scanners/osv/index.ts';
import type { GateAlertKind } from './facts.ts';
import type { BurnWindow } from './slo/slo-fact.ts';

/** The checks of a gate, in the order in which people are told of them. */
export const CHECKS = [
  'open-alerts',
  'trust-score',
  'burn-rate',
  'maintainer-changes',
  'drift',
  'freeze',
  'soak',
] as const;
export type CheckName = (typeof CHECKS)[number];

export { EFFECTS, type Effect, MODES, type Mode } from '../scanners/config/gate-config.ts';

/** States in which a check could not be made. */
export const UNDECIDED = ['no-data', 'no-traffic', 'error'] as const;
export type Undecided = (typeof UNDECIDED)[number];

export interface OpenAlertsPolicy {
  mode: Mode;
  /** At most so many alerts of a severity or worse; what nobody has rated counts at each. A severity that is left out has no bound. */
  max: Partial<Record<Exclude<Severity, 'unknown'>, number>>;
  /** At most so many that are known to be exploited, whatever their severity. */
  maxKnownExploited: number;
  kinds: readonly GateAlertKind[];
  /** Only alerts with one of these tags; empty: all. */
  tags: readonly string[];
  /** What nothing but development needs counts too. */
  development: boolean;
  /**
   * Whether it matters that nobody ever sent an alert from outside: `required` where the policy names the kind itself or a watchdog, so that
   * silence is no data; `when-sent` by default, so that an installation without Alertmanager can deploy.
   */
  monitoring: 'when-sent' | 'required';
  /** Monitoring is believed only where each of these sources was heard in the last minutes: null: always. */
  watchdog: { sources: readonly string[]; maxAgeMinutes: number } | null;
}

export interface TrustScorePolicy {
  mode: Mode;
  /** 0 to 100 */
  minimum: number;
  /** Share of the score's weight that has to be known, 0 to 1. */
  minimumCoverage: number;
}

export interface BurnRatePolicy {
  mode: Mode;
  /** The burn rate over `window` has to be below. 1 uses up the budget exactly in the objective's window. */
  below: number;
  window: BurnWindow;
  /** Whether the multi-window, multi-burn-rate pairs of the SRE workbook block too. */
  pairs: boolean;
  /** Only objectives of these services; empty: all. */
  services: readonly string[];
  /** A window with fewer events says nothing: no traffic. */
  minimumEvents: number;
}

export interface MaintainerChangesPolicy {
  mode: Mode;
  /** The least level that fails. */
  level: RiskLevel;
  /** Whether one that is looked into fails whatever its level. */
  investigated: boolean;
}

export interface DriftPolicy {
  mode: Mode;
  /** The least severity that fails. */
  severity: Severity;
}

/** A time in which nothing is deployed. */
export interface FreezeWindow {
  name: string;
  /** The first start, local time of the zone: `2026-12-20T00:00`. */
  start: string;
  /** IANA, such as Europe/Berlin. */
  timezone: string;
  durationMinutes: number;
  /** iCalendar RRULE without its name, such as `FREQ=WEEKLY;BYDAY=FR`; left out: once. */
  rrule?: string;
  /** Local days (`2026-12-24`) whose occurrence does not take place. */
  except: readonly string[];
}

export interface FreezePolicy {
  mode: Mode;
  windows: readonly FreezeWindow[];
}

export interface SoakPolicy {
  mode: Mode;
  /** So long after the last deploy nothing else is deployed. */
  minimumMinutes: number;
}

export interface ChecksPolicy {
  'open-alerts': OpenAlertsPolicy;
  'trust-score': TrustScorePolicy;
  'burn-rate': BurnRatePolicy;
  'maintainer-changes': MaintainerChangesPolicy;
  drift: DriftPolicy;
  freeze: FreezePolicy;
  soak: SoakPolicy;
}

export interface OverridesPolicy {
  /** Logins and teams (`org/team`) who may override besides those with admin or maintain permission. */
  approvers: readonly string[];
  /** How many people have to agree. */
  people: 1 | 2;
  maxHours: number;
}

/** What holds for one environment, complete. */
export interface GatePolicy {
  environment: string;
  checks: ChecksPolicy;
  /** What comes of a check that could not be made. */
  unknown: Record<Undecided, Effect>;
  overrides: OverridesPolicy;
  /** Whether a workflow's inputs may only make it stricter. */
  inputs: InputRule;
}
