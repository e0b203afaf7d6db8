import type { GateFacts, GrantedOverride, OpenAlert, OpenChange, OpenDrift } from './facts.ts';
import { known } from './known.ts';
import type { CheckName, ChecksPolicy, GatePolicy, Mode, OverridesPolicy } from './policy.ts';
import type { BurnWindow, Sample, SloFact } from './slo/slo-fact.ts';

/** For tests: the moment at which everything is asked. */
export const NOW = new Date('2026-03-02T12:00:00.000Z');
const AS_OF = '2026-03-02T11:59:00.000Z';

/** A moment so many minutes after `NOW`, or before it. */
export function minutesFromNow(minutes: number): string {
  return new Date(NOW.getTime() + minutes * 60_000).toISOString();
}

/** Everything is known, and nothing is wrong. */
export function gateFacts(rest: Partial<GateFacts> = {}): GateFacts {
  return {
    environment: 'production',
    repository: 'acme/shop',
    sha: 'b2f5ff47436671b6e533d8dc3614845d',
    alerts: as([]),
    monitoring: as([]),
    watchdogs: as([{ source: 'alertmanager', lastHeardAt: minutesFromNow(-1) }]),
    maintainerChanges: as([]),
    supplyChain: as({ packages: 200, deprecated: 0, installScripts: 0 }),
    drift: as([]),
    slos: as([slo()]),
    lastDeploy: as({ at: minutesFromNow(-24 * 60) }),
    overrides: as([]),
    changeSafety: as({ overrides: 0, expiredSuppressions: 0 }),
    ...rest,
  };
}

/** A fact that is known. */
export function as<T>(value: T) {
  return known(value, AS_OF);
}

/** A critical vulnerability of a package that is deployed. */
export function openAlert(rest: Partial<OpenAlert> = {}): OpenAlert {
  return {
    id: 'GHSA-vh95-rmgr-6w4m',
    kind: 'vulnerability',
    severity: 'critical',
    title: 'Prototype Pollution in minimist',
    openedAt: minutesFromNow(-3 * 24 * 60),
    tags: [],
    packageName: 'minimist',
    versions: ['0.0.10'],
    production: true,
    fixable: true,
    ...rest,
  };
}

export function openChange(rest: Partial<OpenChange> = {}): OpenChange {
  return {
    id: 'change-1',
    packageName: 'event-stream',
    level: 'high',
    title: 'A new maintainer published an install script',
    direct: true,
    investigated: false,
    until: minutesFromNow(3 * 24 * 60),
    ...rest,
  };
}

export function openDrift(rest: Partial<OpenDrift> = {}): OpenDrift {
  return {
    id: 'drift-1',
    title: 'aws_security_group.web: ingress',
    severity: 'high',
    since: minutesFromNow(-60),
    ...rest,
  };
}

const WINDOW_MINUTES: Record<BurnWindow, number> = {
  '5m': 5,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '6h': 360,
  '1d': 1440,
  '3d': 4320,
};

/** 100 events a minute; `bad` is the share of bad ones, in a window or in all of them. */
export function slo(
  rest: Partial<SloFact> & { bad?: number | Partial<Record<BurnWindow | 'budget', number>> } = {},
): SloFact {
  const { bad = 0, ...given } = rest;
  const shareOf = (window: BurnWindow | 'budget') => (typeof bad === 'number' ? bad : (bad[window] ?? 0));
  const windows = Object.entries(WINDOW_MINUTES).map(([window, minutes]) => [
    window,
    as(sampleOf(minutes, shareOf(window as BurnWindow))),
  ]);
  return {
    name: 'availability',
    service: 'checkout',
    target: 0.999,
    windowDays: 30,
    windows: Object.fromEntries(windows),
    budget: as(sampleOf(30 * 1440, shareOf('budget'))),
    ...given,
  };
}

function sampleOf(minutes: number, bad: number): Sample {
  const total = minutes * 100;
  return { good: total - Math.round(total * bad), total };
}

export function grantedOverride(rest: Partial<GrantedOverride> = {}): GrantedOverride {
  return {
    id: 'override-1',
    environment: 'production',
    reason: 'The fix of the outage cannot wait',
    people: ['ann'],
    createdAt: minutesFromNow(-10),
    expiresAt: minutesFromNow(50),
    ...rest,
  };
}

export interface PolicyChanges {
  environment?: string;
  /** What differs of single checks. */
  checks?: { [Name in CheckName]?: Partial<ChecksPolicy[Name]> };
  /** The mode of all checks that say none. */
  mode?: Mode;
  unknown?: Partial<GatePolicy['unknown']>;
  overrides?: Partial<OverridesPolicy>;
}

/** Every check enforced, and everything that is not known blocks. */
export function gatePolicy({
  environment = 'production',
  checks = {},
  mode = 'enforce',
  ...rest
}: PolicyChanges = {}): GatePolicy {
  return {
    environment,
    checks: {
      'open-alerts': {
        mode,
        max: { critical: 0 },
        maxKnownExploited: 0,
        kinds: ['vulnerability', 'malware', 'monitoring'],
        tags: [],
        development: false,
        monitoring: 'when-sent',
        watchdog: null,
        ...checks['open-alerts'],
      },
      'trust-score': { mode, minimum: 70, minimumCoverage: 0.5, ...checks['trust-score'] },
      'burn-rate': {
        mode,
        below: 2,
        window: '1h',
        pairs: true,
        services: [],
        minimumEvents: 1,
        ...checks['burn-rate'],
      },
      'maintainer-changes': { mode, level: 'high', investigated: true, ...checks['maintainer-changes'] },
      drift: { mode, severity: 'high', ...checks.drift },
      freeze: { mode, windows: [], ...checks.freeze },
      soak: { mode, minimumMinutes: 30, ...checks.soak },
    },
    unknown: { 'no-data': 'block', 'no-traffic': 'block', error: 'block', ...rest.unknown },
    overrides: { approvers: [], people: 1, maxHours: 24, ...rest.overrides },
    inputs: 'stricter',
  };
}
