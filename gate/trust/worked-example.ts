import type { GateFacts, OpenAlert } from '../facts.ts';
import { known, unknown } from '../known.ts';

export const EXAMPLE_NOW = new Date('2026-11-25T12:00:00Z');

/** The facts of the example of docs/trust-score.md. */
export function exampleFacts(): GateFacts {
  const asOf = EXAMPLE_NOW.toISOString();
  const notAsked = unknown('no-data', 'nothing reports it');
  return {
    environment: 'production',
    repository: 'acme/shop',
    alerts: known(
      [
        vulnerability({ severity: 'critical', packageName: 'minimist', openedAt: '2026-11-20T12:00:00Z' }),
        vulnerability({ severity: 'high', packageName: 'qs', openedAt: '2026-10-16T12:00:00Z' }),
        vulnerability({ severity: 'medium', packageName: 'ms', openedAt: '2026-11-20T12:00:00Z', production: false }),
      ],
      asOf,
    ),
    monitoring: notAsked,
    watchdogs: notAsked,
    maintainerChanges: known([], asOf),
    supplyChain: known({ packages: 1000, deprecated: 10, installScripts: 0 }, asOf),
    drift: notAsked,
    slos: known(
      [
        {
          name: 'availability',
          service: 'shop',
          target: 0.999,
          windowDays: 30,
          windows: {},
          budget: known({ good: 999_400, total: 1_000_000 }, asOf),
        },
      ],
      asOf,
    ),
    lastDeploy: notAsked,
    overrides: notAsked,
    changeSafety: known({ overrides: 1, expiredSuppressions: 0 }, asOf),
  };
}

function vulnerability(rest: Pick<OpenAlert, 'severity' | 'packageName' | 'openedAt'> & Partial<OpenAlert>): OpenAlert {
  return {
    id: `alert of ${rest.packageName}`,
    kind: 'vulnerability',
    title: `A flaw of ${rest.packageName}`,
    tags: [],
    production: true,
    fixable: true,
    ...rest,
  };
}
