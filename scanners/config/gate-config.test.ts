import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeConfigs } from './merge-configs.ts';
import { readRepositoryConfig } from './read-repository-config.ts';
import { resolveExtends } from './resolve-extends.ts';

const file = '.github/lockkeeper.yml';
const read = (text: string) => readRepositoryConfig({ file, text });

describe('gate and slos', () => {
  test('are read as the example writes them', () => {
    const text = readFileSync(join(import.meta.dirname, '../../examples/lockkeeper.yml'), 'utf8');
    const { config, problems } = read(text);
    expect(problems).toEqual([]);
    expect(config.gateFaults).toBeUndefined();
    expect(config.gate).toEqual({
      environments: {
        '*': {
          openAlerts: { mode: 'enforce', max: { critical: 0 }, maxKnownExploited: 0 },
          freeze: {
            windows: [
              {
                name: 'weekend',
                start: '2026-01-02T16:00',
                durationMinutes: 64 * 60,
                timezone: 'Europe/Berlin',
                rrule: 'FREQ=WEEKLY;BYDAY=FR',
                except: ['2026-05-01'],
              },
            ],
          },
        },
        production: {
          openAlerts: {
            max: { critical: 0, high: 3 },
            kinds: ['vulnerability', 'malware', 'maintainer-change', 'monitoring'],
            tags: ['tier-1'],
            development: false,
            watchdog: { sources: ['alertmanager'], maxAgeMinutes: 10 },
          },
          trustScore: { minimum: 70, minimumCoverage: 0.5 },
          burnRate: { below: 2, window: '1h', pairs: true, services: ['checkout'], minimumEvents: 100 },
          maintainerChanges: { level: 'high', investigated: true },
          drift: { mode: 'warn', severity: 'high' },
          soak: { minimumMinutes: 30 },
          unknown: { noData: 'block', noTraffic: 'warn', error: 'block' },
          overrides: { approvers: ['octo-org/on-call'], people: 2, maxHours: 4 },
          inputs: 'stricter',
        },
      },
    });
    expect(config.slos).toEqual([
      {
        name: 'availability',
        service: 'checkout',
        target: 0.999,
        windowDays: 30,
        bad: 'sum(increase(http_requests_total{service="checkout",code=~"5.."}[{{window}}]))',
        total: 'sum(increase(http_requests_total{service="checkout"}[{{window}}]))',
        url: 'https://grafana.example.org/d/checkout',
      },
    ]);
  });

  /** Each is refused with its place and a cure, and makes the policy one that nobody may go by. */
  test.each<[text: string, key: string, told: string]>([
    ['gate: {enviroments: {}}', 'gate.enviroments', 'Did you mean environments?'],
    [
      'gate: {environments: {prod: {open-alert: {}}}}',
      'gate.environments.prod.open-alert',
      'Did you mean open-alerts?',
    ],
    [
      'gate: {environments: {prod: {open-alerts: {max: {critcal: 0}}}}}',
      'gate.environments.prod.open-alerts.max.critcal',
      'Did you mean critical?',
    ],
    [
      'gate: {environments: {prod: {freeze: {windows: [{name: a, start: 2026-01-01T00:00, duration: 1d, tz: UTC}]}}}}',
      'gate.environments.prod.freeze.windows[0].tz',
      'one of the keys name, start, duration, timezone, rrule, except',
    ],
    [
      'gate: {environments: {prod: {trust-score: {minimum: 101}}}}',
      'gate.environments.prod.trust-score.minimum',
      '0 to 100',
    ],
    [
      'gate: {environments: {prod: {trust-score: {minimum-coverage: 1.5}}}}',
      'gate.environments.prod.trust-score.minimum-coverage',
      '0 to 1',
    ],
    ['gate: {environments: {prod: {soak: {minimum: 30}}}}', 'gate.environments.prod.soak.minimum', 'such as 30m'],
    ['gate: {environments: {prod: {soak: {minimum: 31d}}}}', 'gate.environments.prod.soak.minimum', '1m to 30d'],
    ['gate: {environments: {prod: {soak: {minimum: 0m}}}}', 'gate.environments.prod.soak.minimum', '1m to 30d'],
    ['gate: {environments: {prod: {overrides: {people: 3}}}}', 'gate.environments.prod.overrides.people', '1 or 2'],
    ['gate: {environments: {prod: {unknown: {no-data: pass}}}}', 'gate.environments.prod.unknown.no-data', 'allow'],
    ['gate: {environments: {prod-*: {}}}', 'gate.environments.prod-*', 'the name of an environment'],
    ['gate: {environments: {__proto__: {}}}', 'gate.environments.__proto__', 'another name'],
    ['gate: {environments: {Prod: {}, prod: {}}}', 'gate.environments', 'upper and lower case'],
    ['gate: {environments: [prod]}', 'gate.environments', 'a map of environments'],
    ['gate: {environments: {prod: }}', 'gate.environments.prod', 'a map of checks'],
    ['gate:', 'gate', 'a map with environments'],
    ['gate: {environments: {prod: {drift: !x {}}}}', 'gate.environments.prod.drift', 'without a tag'],
    ['gates: {environments: {prod: {}}}', 'gates', 'Did you mean gate?'],
    ['gate: {environments: {}}\ngate: {}', 'gate', 'each key once'],
    ['gate: {', '', 'YAML'],
    [
      'gate: {environments: {prod: {freeze: {windows: [{name: a, start: 2026-02-30T00:00, duration: 1d}]}}}}',
      'gate.environments.prod.freeze.windows[0].start',
      'a local time',
    ],
    [
      'gate: {environments: {prod: {freeze: {windows: [{name: a, start: 2026-02-01T00:00, duration: 1d, timezone: Mars/Olympus}]}}}}',
      'gate.environments.prod.freeze.windows[0].timezone',
      'an IANA time zone',
    ],
    [
      'slos: [{name: a, service: b, target: 1, prometheus: {good: "{{window}}", total: "{{window}}"}}]',
      'slos[0].target',
      'below 1',
    ],
    [
      'slos: [{name: a, service: b, target: 99.9, prometheus: {good: "{{window}}", total: "{{window}}"}}]',
      'slos[0].target',
      'below 1',
    ],
    [
      'slos: [{name: a, service: b, target: 100%, prometheus: {good: "{{window}}", total: "{{window}}"}}]',
      'slos[0].target',
      'below 1',
    ],
    [
      'slos: [{name: a, service: b, target: 0.9, prometheus: {good: "x[5m]", total: "{{window}}"}}]',
      'slos[0].prometheus.good',
      '{{window}}',
    ],
    [
      'slos: [{name: a, service: b, target: 0.9, prometheus: {total: "{{window}}"}}]',
      'slos[0].prometheus',
      'either good or bad',
    ],
    [
      'slos: [{name: a, service: b, target: 0.9, prometheus: {good: "{{window}}", bad: "{{window}}", total: "{{window}}"}}]',
      'slos[0].prometheus',
      'either good or bad',
    ],
    [
      'slos: [{name: a, service: b, target: 0.9, window: 91d, prometheus: {good: "{{window}}", total: "{{window}}"}}]',
      'slos[0].window',
      '1d to 90d',
    ],
    [
      'slos: [{name: a, service: b, target: 0.9, prometheus: {good: "{{window}}", total: "{{window}}", totl: a}}]',
      'slos[0].prometheus.totl',
      'Did you mean total?',
    ],
    ['slos: {}', 'slos', 'a list of objectives'],
    [
      `slos: [${'{name: a, service: b, target: 0.9, prometheus: {good: "{{window}}", total: "{{window}}"}},'.repeat(2)}]`,
      'slos',
      'each name of a service once',
    ],
    [
      `gate: {environments: {prod: {freeze: {windows: [${'{name: a, start: 2026-02-01T00:00, duration: 1d},'.repeat(2)}]}}}}`,
      'gate.environments.prod.freeze.windows',
      'each name once',
    ],
  ])('%s', (text, key, told) => {
    const { config, problems } = read(text);
    const found = problems.find((problem) => problem.key === key);
    expect(`${found?.expected} ${found?.cure}`, JSON.stringify(problems)).toContain(told);
    expect(config.gateFaults).toContainEqual(found);
  });

  test.each<[written: string, target: number]>([
    ['0.999', 0.999],
    ['99.9%', 0.999],
    ['"99.95 %"', 0.9995],
    ['9%', 0.09],
    ['99.999%', 0.99999],
  ])('a target of %s', (written, target) => {
    const { config } = read(
      `slos: [{name: a, service: b, target: ${written}, prometheus: {good: "{{ .window }}", total: "{{window}}"}}]`,
    );
    expect(config.slos?.map((slo) => [slo.target, slo.windowDays])).toEqual([[target, 30]]);
  });

  test.each(['tag: [a]', 'updates: {group: one}', 'suppressions: [{}]', 'tags: 1'])(
    'are as they were where something else is wrong: %s',
    (text) => {
      const { config, problems } = read(text);
      expect(problems).not.toEqual([]);
      expect(config.gateFaults).toBeUndefined();
    },
  );

  test('are faulty where a file that is extended is not there', async () => {
    const start = { owner: 'octo-org', repo: 'shop', path: file };
    const { config } = await resolveExtends(async ({ repo }) => (repo === 'shop' ? '_extends: shared' : null), start);
    expect(config.gateFaults).toEqual([expect.objectContaining({ key: '_extends' })]);
  });
});

describe('mergeConfigs', () => {
  const organisation = read(`
gate:
  pull-requests: true
  environments:
    Production:
      open-alerts: {max: {critical: 0, high: 3}, tags: [tier-1]}
      freeze: {windows: [{name: year, start: 2026-12-20T00:00, duration: 14d}, {name: inventory, start: 2026-06-30T00:00, duration: 1d}]}
      soak: {minimum: 30m}
slos:
  - {name: availability, service: shop, target: 0.999, prometheus: {good: "{{window}}", total: "{{window}}"}}
  - {name: latency, service: shop, target: 0.99, prometheus: {good: "{{window}}", total: "{{window}}"}}
`).config;
  const repository = read(`
gate:
  environments:
    production:
      open-alerts: {max: {high: 1}, tags: []}
      freeze: {mode: warn, windows: [{name: inventory, start: 2026-06-29T00:00, duration: 2d}]}
    staging: {soak: {mode: off}}
slos:
  - {name: latency, service: shop, target: 0.95, prometheus: {good: "{{window}}", total: "{{window}}"}}
`).config;
  const merged = mergeConfigs(organisation, repository);

  test('goes environment by environment, check by check and setting by setting, and joins freezes by name', () => {
    expect(merged.gate).toEqual({
      pullRequests: true,
      environments: {
        Production: {
          openAlerts: { max: { critical: 0, high: 1 }, tags: [] },
          freeze: {
            mode: 'warn',
            windows: [
              { name: 'year', start: '2026-12-20T00:00', durationMinutes: 14 * 24 * 60 },
              { name: 'inventory', start: '2026-06-29T00:00', durationMinutes: 2 * 24 * 60 },
            ],
          },
          soak: { minimumMinutes: 30 },
        },
        staging: { soak: { mode: 'off' } },
      },
    });
  });

  test('joins objectives by name, and the nearer counts', () => {
    expect(merged.slos?.map(({ name, target }) => [name, target])).toEqual([
      ['availability', 0.999],
      ['latency', 0.95],
    ]);
  });

  test('keeps the faults of every file', () => {
    const faults = (text: string) => read(text).config;
    const both = mergeConfigs(faults('gate: 1'), faults('slos: 1'));
    expect(both.gateFaults?.map(({ key }) => key)).toEqual(['gate', 'slos']);
  });
});
