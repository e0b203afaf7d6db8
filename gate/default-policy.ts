import type { Effect, GatePolicy, Undecided } from './policy.ts';

/** Sources of a watchdog have to be heard within so many minutes, where the policy names none. */
export const DEFAULT_WATCHDOG_MINUTES = 10;

/** What holds where no configuration says anything. docs/gate-policy.md is made from here. */
export const DEFAULT_POLICY: Readonly<Omit<GatePolicy, 'environment' | 'unknown'>> = {
  checks: {
    'open-alerts': {
      mode: 'enforce',
      max: { critical: 0 },
      maxKnownExploited: 0,
      kinds: ['vulnerability', 'malware', 'monitoring'],
      tags: [],
      development: false,
      monitoring: 'when-sent',
      watchdog: null,
    },
    'trust-score': { mode: 'enforce', minimum: 70, minimumCoverage: 0.5 },
    'burn-rate': { mode: 'enforce', below: 2, window: '1h', pairs: true, services: [], minimumEvents: 1 },
    'maintainer-changes': { mode: 'enforce', level: 'high', investigated: true },
    drift: { mode: 'off', severity: 'high' },
    freeze: { mode: 'off', windows: [] },
    soak: { mode: 'off', minimumMinutes: 0 },
  },
  overrides: { approvers: [], people: 1, maxHours: 24 },
  inputs: 'stricter',
};

/** What comes of a check that could not be made, where no configuration says it. */
export function defaultUnknown(environment: string): Record<Undecided, Effect> {
  const effect = isProduction(environment) ? 'block' : 'warn';
  return { 'no-data': effect, 'no-traffic': effect, error: effect };
}

/** `production`, `Prod EU` and `live-2` are; `pre-production` and `non-prod` are not. */
export function isProduction(environment: string): boolean {
  return /(?<![a-z0-9]|\b(?:pre|non|not)[^a-z0-9])(?:production|prod|live)(?![a-z0-9])/i.test(environment);
}
