import type { GateFacts, OpenAlert, OpenChange, OpenDrift } from '../facts.ts';
import { known, unknown } from '../known.ts';

export const TRUST_NOW = new Date('2026-11-25T12:00:00Z');
const AT = TRUST_NOW.toISOString();
const NOT_ASKED = unknown('no-data', 'nobody asked');

/** For tests: all that the score asks about is known, and nothing is amiss. */
export function spotlessFacts(rest: Partial<GateFacts> = {}): GateFacts {
  return {
    environment: 'production',
    repository: 'acme/shop',
    alerts: known([], AT),
    monitoring: NOT_ASKED,
    watchdogs: NOT_ASKED,
    maintainerChanges: known([], AT),
    supplyChain: known({ packages: 1000, deprecated: 0, installScripts: 0 }, AT),
    drift: known([], AT),
    slos: known(
      [
        {
          name: 'availability',
          service: 'shop',
          target: 0.999,
          windowDays: 30,
          windows: {},
          budget: known({ good: 1_000_000, total: 1_000_000 }, AT),
        },
      ],
      AT,
    ),
    lastDeploy: NOT_ASKED,
    overrides: NOT_ASKED,
    changeSafety: known({ overrides: 0, expiredSuppressions: 0 }, AT),
    ...rest,
  };
}

/** Nothing is known. */
export function unknownFacts(): GateFacts {
  const { environment, repository } = spotlessFacts();
  return {
    environment,
    repository,
    alerts: NOT_ASKED,
    monitoring: NOT_ASKED,
    watchdogs: NOT_ASKED,
    maintainerChanges: NOT_ASKED,
    supplyChain: NOT_ASKED,
    drift: NOT_ASKED,
    slos: NOT_ASKED,
    lastDeploy: NOT_ASKED,
    overrides: NOT_ASKED,
    changeSafety: NOT_ASKED,
  };
}

export function vulnerability(rest: Partial<OpenAlert> = {}): OpenAlert {
  return {
    id: 'alert 1',
    kind: 'vulnerability',
    severity: 'high',
    title: 'Prototype pollution',
    openedAt: '2026-11-20T00:00:00Z',
    tags: [],
    packageName: 'minimist',
    production: true,
    fixable: true,
    ...rest,
  };
}

export function change(rest: Partial<OpenChange> = {}): OpenChange {
  return {
    id: 'change 1',
    packageName: 'left-pad',
    level: 'high',
    title: 'Somebody new published',
    direct: true,
    investigated: false,
    until: null,
    ...rest,
  };
}

export function drifted(rest: Partial<OpenDrift> = {}): OpenDrift {
  return { id: 'drift 1', title: 'nginx.conf changed', severity: 'high', since: '2026-11-20T00:00:00Z', ...rest };
}
