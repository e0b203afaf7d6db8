import type { EnvironmentConfig } from '../scanners/config/gate-config.ts';
import { DEFAULT_POLICY, DEFAULT_WATCHDOG_MINUTES, defaultUnknown } from './default-policy.ts';
import type { BurnRatePolicy, ChecksPolicy, FreezePolicy, GatePolicy, OpenAlertsPolicy, SoakPolicy } from './policy.ts';

/** What was written, with the defaults for all that was not. A check that is named is enforced where nothing else is said. */
export function completePolicy(
  written: EnvironmentConfig,
  { environment, hasSlos }: { environment: string; hasSlos: boolean },
): GatePolicy {
  const base = DEFAULT_POLICY.checks;
  const unknown = defaultUnknown(environment);
  const checks: ChecksPolicy = {
    'open-alerts': openAlerts(written.openAlerts),
    'trust-score': { ...base['trust-score'], ...written.trustScore },
    'burn-rate': burnRate(written.burnRate, hasSlos),
    'maintainer-changes': { ...base['maintainer-changes'], ...written.maintainerChanges },
    drift: written.drift === undefined ? base.drift : { ...base.drift, mode: 'enforce', ...written.drift },
    freeze: freeze(written.freeze),
    soak: soak(written.soak),
  };
  return {
    environment,
    checks,
    unknown: {
      'no-data': written.unknown?.noData ?? unknown['no-data'],
      'no-traffic': written.unknown?.noTraffic ?? unknown['no-traffic'],
      error: written.unknown?.error ?? unknown.error,
    },
    overrides: { ...DEFAULT_POLICY.overrides, ...written.overrides },
    inputs: written.inputs ?? DEFAULT_POLICY.inputs,
  };
}

function openAlerts(written: EnvironmentConfig['openAlerts'] = {}): OpenAlertsPolicy {
  const base = DEFAULT_POLICY.checks['open-alerts'];
  const { max, watchdog, ...rest } = written;
  const bounds = Object.entries({ ...base.max, ...max }).filter(([, bound]) => bound !== 'any');
  return {
    ...base,
    ...rest,
    max: Object.fromEntries(bounds),
    monitoring: watchdog !== undefined || rest.kinds?.includes('monitoring') ? 'required' : base.monitoring,
    watchdog:
      watchdog?.sources === undefined
        ? null
        : { sources: watchdog.sources, maxAgeMinutes: watchdog.maxAgeMinutes ?? DEFAULT_WATCHDOG_MINUTES },
  };
}

/** Where no objective is configured and nobody asked for the check, what is missing is told and stops nobody. */
function burnRate(written: EnvironmentConfig['burnRate'], hasSlos: boolean): BurnRatePolicy {
  const base = DEFAULT_POLICY.checks['burn-rate'];
  return written === undefined && !hasSlos ? { ...base, mode: 'warn' } : { ...base, ...written };
}

function freeze({ windows = [], mode }: NonNullable<EnvironmentConfig['freeze']> = {}): FreezePolicy {
  return {
    mode: mode ?? (windows.length === 0 ? 'off' : 'enforce'),
    windows: windows.map((window) => ({ timezone: 'UTC', except: [], ...window })),
  };
}

function soak({ minimumMinutes = 0, mode }: NonNullable<EnvironmentConfig['soak']> = {}): SoakPolicy {
  return { mode: mode ?? (minimumMinutes === 0 ? 'off' : 'enforce'), minimumMinutes };
}
