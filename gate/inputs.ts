import type { MinSeverity } from '../scanners/config/repository-config.ts';
import { RISK_LEVELS, type RiskLevel } from '../scanners/maintainers/maintainer-risk.ts';
import type { CheckName, ChecksPolicy, GatePolicy } from './policy.ts';

/** From the worst to the least. */
const SEVERITIES: readonly MinSeverity[] = ['critical', 'high', 'medium', 'low'];
const MAX = 1_000_000;

/** A threshold that a workflow may give, whatever its kind. */
export interface InputRule<T extends number | string> {
  check: CheckName;
  /** Completes "expected …". */
  expected: string;
  isValid(value: T): boolean;
  /** What the policy has; undefined where it sets no such bound. */
  of(policy: GatePolicy): T | undefined;
  /** Whether the first lets something pass that the second does not. */
  isLaxer(value: T, than: T): boolean;
  set(checks: ChecksPolicy, value: T): ChecksPolicy;
}

const COUNT = `a whole number from 0 to ${MAX}`;

function maxOf(severity: MinSeverity): InputRule<number> {
  return {
    check: 'open-alerts',
    expected: COUNT,
    isValid: isCount,
    of: ({ checks }) => checks['open-alerts'].max[severity],
    isLaxer: (value, than) => value > than,
    set: (checks, value) =>
      withSettings(checks, 'open-alerts', { max: { ...checks['open-alerts'].max, [severity]: value } }),
  };
}

/** The thresholds by the names of the action's inputs. */
export const INPUTS = {
  'max-critical': maxOf('critical'),
  'max-high': maxOf('high'),
  'max-medium': maxOf('medium'),
  'max-low': maxOf('low'),
  'max-known-exploited': input<number>({
    check: 'open-alerts',
    expected: COUNT,
    isValid: isCount,
    of: ({ checks }) => checks['open-alerts'].maxKnownExploited,
    isLaxer: (value, than) => value > than,
    set: (checks, maxKnownExploited) => withSettings(checks, 'open-alerts', { maxKnownExploited }),
  }),
  'minimum-score': input<number>({
    check: 'trust-score',
    expected: 'a number from 0 to 100',
    isValid: (value) => value >= 0 && value <= 100,
    of: ({ checks }) => checks['trust-score'].minimum,
    isLaxer: (value, than) => value < than,
    set: (checks, minimum) => withSettings(checks, 'trust-score', { minimum }),
  }),
  'minimum-coverage': input<number>({
    check: 'trust-score',
    expected: 'a number from 0 to 1',
    isValid: (value) => value >= 0 && value <= 1,
    of: ({ checks }) => checks['trust-score'].minimumCoverage,
    isLaxer: (value, than) => value < than,
    set: (checks, minimumCoverage) => withSettings(checks, 'trust-score', { minimumCoverage }),
  }),
  'burn-rate-below': input<number>({
    check: 'burn-rate',
    expected: 'a number above 0 and up to 100000',
    isValid: (value) => value > 0 && value <= 100_000,
    of: ({ checks }) => checks['burn-rate'].below,
    isLaxer: (value, than) => value > than,
    set: (checks, below) => withSettings(checks, 'burn-rate', { below }),
  }),
  'maintainer-level': input<RiskLevel>({
    check: 'maintainer-changes',
    expected: `one of ${RISK_LEVELS.join(', ')}`,
    isValid: (value) => RISK_LEVELS.includes(value),
    of: ({ checks }) => checks['maintainer-changes'].level,
    isLaxer: (value, than) => RISK_LEVELS.indexOf(value) > RISK_LEVELS.indexOf(than),
    set: (checks, level) => withSettings(checks, 'maintainer-changes', { level }),
  }),
  'drift-severity': input<MinSeverity>({
    check: 'drift',
    expected: `one of ${SEVERITIES.join(', ')}`,
    isValid: (value) => SEVERITIES.includes(value),
    // As a threshold, `unknown` is reached by everything, and so is `low`.
    of: ({ checks }) => (checks.drift.severity === 'unknown' ? 'low' : checks.drift.severity),
    isLaxer: (value, than) => SEVERITIES.indexOf(value) < SEVERITIES.indexOf(than),
    set: (checks, severity) => withSettings(checks, 'drift', { severity }),
  }),
  'minimum-soak': input<number>({
    check: 'soak',
    expected: 'a whole number of minutes from 1 to 43200',
    isValid: (value) => Number.isInteger(value) && value >= 1 && value <= 43_200,
    of: ({ checks }) => checks.soak.minimumMinutes,
    isLaxer: (value, than) => value < than,
    set: (checks, minimumMinutes) => withSettings(checks, 'soak', { minimumMinutes }),
  }),
};

export type InputName = keyof typeof INPUTS;
export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[];

/** What a workflow asks for, by the names of the action's inputs. What is left out is as the policy has it. */
export type GateInputs = {
  [Name in InputName]?: (typeof INPUTS)[Name] extends InputRule<infer T> ? T : never;
};

/** So that each rule is checked against its type. */
function input<T extends number | string>(rule: InputRule<T>): InputRule<T> {
  return rule;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX;
}

function withSettings<Name extends CheckName>(
  checks: ChecksPolicy,
  check: Name,
  settings: Partial<ChecksPolicy[Name]>,
): ChecksPolicy {
  return { ...checks, [check]: { ...checks[check], ...settings } };
}
