import { expect, test } from 'vitest';
import { configJsonSchema } from '../scanners/config/index.ts';
import { DEFAULT_POLICY, DEFAULT_WATCHDOG_MINUTES, defaultUnknown } from './default-policy.ts';

const schema = JSON.parse(configJsonSchema());
const environment = schema.properties.gate.properties.environments.additionalProperties.properties;
const said = (check: string, setting: string): string => environment[check].properties[setting].description;

/** Editors show the schema; it is written where the defaults cannot be imported. */
test.each<[check: string, setting: string, told: string]>([
  ['open-alerts', 'max', `\`critical: ${DEFAULT_POLICY.checks['open-alerts'].max.critical}\` where it is left out`],
  [
    'open-alerts',
    'max-known-exploited',
    `${DEFAULT_POLICY.checks['open-alerts'].maxKnownExploited} where it is left out`,
  ],
  [
    'open-alerts',
    'kinds',
    `${DEFAULT_POLICY.checks['open-alerts'].kinds.join(', ').replace(', monitoring', ' and monitoring')} where`,
  ],
  ['open-alerts', 'development', `\`${DEFAULT_POLICY.checks['open-alerts'].development}\` where it is left out`],
  ['open-alerts', 'watchdog', `${DEFAULT_WATCHDOG_MINUTES}m where it is left out`],
  ['trust-score', 'minimum', `${DEFAULT_POLICY.checks['trust-score'].minimum} where it is left out`],
  ['trust-score', 'minimum-coverage', `${DEFAULT_POLICY.checks['trust-score'].minimumCoverage} where it is left out`],
  ['burn-rate', 'below', `${DEFAULT_POLICY.checks['burn-rate'].below} where it is left out`],
  ['burn-rate', 'window', `\`${DEFAULT_POLICY.checks['burn-rate'].window}\` where it is left out`],
  ['burn-rate', 'pairs', `\`${DEFAULT_POLICY.checks['burn-rate'].pairs}\` where it is left out`],
  ['burn-rate', 'minimum-events', `${DEFAULT_POLICY.checks['burn-rate'].minimumEvents} where it is left out`],
  ['maintainer-changes', 'level', `\`${DEFAULT_POLICY.checks['maintainer-changes'].level}\` where it is left out`],
  ['maintainer-changes', 'investigated', `\`${DEFAULT_POLICY.checks['maintainer-changes'].investigated}\` where`],
  ['drift', 'severity', `\`${DEFAULT_POLICY.checks.drift.severity}\` where it is left out`],
  ['overrides', 'people', `${DEFAULT_POLICY.overrides.people} where it is left out`],
  ['overrides', 'max', `${DEFAULT_POLICY.overrides.maxHours}h where it is left out`],
])('the schema tells the default of %s %s', (check, setting, told) => {
  expect(said(check, setting)).toContain(told);
});

test('and of what is not known', () => {
  expect(environment.unknown.description).toContain(`\`${defaultUnknown('live').error}\` for environments named`);
  expect(environment.unknown.description).toContain(`\`${defaultUnknown('test').error}\` for others`);
});
