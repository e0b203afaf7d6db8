import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeProblem } from './config-problem.ts';
import { mergeConfigs } from './merge-configs.ts';
import { readRepositoryConfig } from './read-repository-config.ts';
import {
  DEFAULT_CONFIG,
  DEFAULT_MAINTAINERS,
  DEFAULT_SUPPRESS,
  DEFAULT_UPDATES,
  suppressionEnd,
} from './repository-config.ts';
import { maintainersOf } from './to-maintainers-config.ts';

const file = '.github/lockkeeper.yml';
const read = (text: string) => {
  const { config, problems } = readRepositoryConfig({ file, text });
  return { config, problems: problems.map(({ key, line, found }) => `${line ?? ''} ${key}: ${found}`) };
};

describe('readRepositoryConfig', () => {
  test('reads every key of the example', () => {
    const text = readFileSync(join(import.meta.dirname, '../../examples/lockkeeper.yml'), 'utf8');
    const { config, problems } = readRepositoryConfig({ file, text });
    // Of the gate more is said in gate-config.test.ts.
    const { gate, slos, ...rest } = config;
    expect([Object.keys(gate!.environments), slos!.length]).toEqual([['*', 'production'], 1]);
    expect({ config: rest, problems }).toEqual({
      config: {
        extends: 'octo-org/shared:policies/lockkeeper-strict.yml',
        ignorePaths: ['test/fixtures/**', '/legacy/', '!/legacy/billing/'],
        tags: ['team:payments', 'tier-1'],
        failOn: 'high',
        updates: {
          ...DEFAULT_UPDATES,
          schedule: { cron: '* 8-17 * * 1-5', timezone: 'Europe/Berlin' },
          labels: ['dependencies'],
          reviewers: ['octo-org/payments'],
        },
        suppress: DEFAULT_SUPPRESS,
        maintainers: { ...DEFAULT_MAINTAINERS, reportTo: { owner: 'octo-org', name: 'security' } },
        dashboard: true,
        suppressions: [
          {
            advisory: 'GHSA-jf85-cpcp-j695',
            package: 'lodash',
            path: '/tools/**',
            reason: 'Only build scripts of ours reach it, with input of ours.',
            expires: '2030-12-31',
          },
          {
            package: 'express',
            range: '>=5',
            dev: true,
            reason: 'Our test servers are written for version 4.',
            expires: '2030-12-31',
          },
          { package: 'left-pad', reason: 'We keep our own copy of it under review.', expires: 'never' },
        ],
      },
      problems: [],
    });
  });

  test.each(['', '# nothing\n', '\ufeff', '---\n', '{}', 'null'])('takes %j as a file that sets nothing', (text) => {
    expect(read(text)).toEqual({ config: DEFAULT_CONFIG, problems: [] });
  });

  test.each<[text: string, failOn: string | undefined, problems: string[]]>([
    ['pull-requests: { fail-on: never }', 'never', []],
    ['pull-requests: {}', undefined, []],
    ['pull-requests: { fail-on: none }', undefined, ['1 pull-requests.fail-on: "none"']],
    ['pull-requests: { fail_on: low }', undefined, ['1 pull-requests.fail_on: "fail_on"']],
    ['pull-requests: low', undefined, ['1 pull-requests: "low"']],
  ])('%s', (text, failOn, problems) => {
    expect(read(text)).toEqual({
      config: failOn === undefined ? DEFAULT_CONFIG : { ...DEFAULT_CONFIG, failOn },
      problems,
    });
  });

  test.each<[text: string, updates: object | undefined, problems: string[]]>([
    ['updates: { enabled: false }', { enabled: false }, []],
    ['updates: {}', {}, []],
    [
      'updates: { enabled: false, lables: [a], min-release-age: 400, group: package }',
      { enabled: false, group: 'package' },
      ['1 updates.min-release-age: the number 400', '1 updates.lables: "lables"'],
    ],
    ['updates: no', undefined, ['1 updates: "no"']],
    ['updates: { schedule: { cron: "0 8 * * 1" } }', { schedule: { cron: '0 8 * * 1', timezone: 'UTC' } }, []],
    ['updates: { schedule: { cron: "0 99 * * 1" } }', {}, ['1 updates.schedule.cron: "0 99 * * 1"']],
    ['updates: { schedule: { cron: "0 8 * * 1", timezone: Mars } }', {}, ['1 updates.schedule.timezone: "Mars"']],
    ['updates: { base-branch: "../main" }', {}, ['1 updates.base-branch: "../main"']],
    ['updates: { base-branch: "release/2.x" }', { baseBranch: 'release/2.x' }, []],
    ['updates: { reviewers: ["octo-org/core", hubot] }', { reviewers: ['octo-org/core', 'hubot'] }, []],
    ['updates: { reviewers: ["a b"] }', {}, ['1 updates.reviewers[0]: "a b"']],
  ])('%s', (text, updates, problems) => {
    expect(read(text)).toEqual({
      config: updates === undefined ? DEFAULT_CONFIG : { ...DEFAULT_CONFIG, updates },
      problems,
    });
  });

  test.each<[text: string, maintainers: object | undefined, problems: string[]]>([
    ['maintainers: { enabled: false }', { enabled: false }, []],
    ['maintainers: {}', {}, []],
    ['maintainers: high', undefined, ['1 maintainers: "high"']],
    [
      'maintainers: { level: severe, cooldown: 30, report_to: security }',
      { cooldownDays: 30 },
      ['1 maintainers.level: "severe"', '1 maintainers.report_to: "report_to"'],
    ],
    ['maintainers: { cooldown: 0 }', {}, ['1 maintainers.cooldown: the number 0']],
    ['maintainers: { cooldown: 1.5 }', {}, ['1 maintainers.cooldown: the number 1.5']],
    ['maintainers: { report-to: security }', { reportTo: { name: 'security' } }, []],
    ['maintainers: { report-to: octo-org/.github }', { reportTo: { owner: 'octo-org', name: '.github' } }, []],
    ['maintainers: { report-to: octo-org/.. }', {}, ['1 maintainers.report-to: "octo-org/.."']],
    ['maintainers: { report-to: ../x }', {}, ['1 maintainers.report-to: "../x"']],
    ['maintainers: { report-to: a/b/c }', {}, ['1 maintainers.report-to: "a/b/c"']],
  ])('%s', (text, maintainers, problems) => {
    expect(read(text)).toEqual({
      config: maintainers === undefined ? DEFAULT_CONFIG : { ...DEFAULT_CONFIG, maintainers },
      problems,
    });
  });

  test("each setting of maintainer changes is the repository's, else its organisation's, else the default", () => {
    const organisation = read('maintainers: { report-to: security, cooldown: 30 }').config;
    const repository = read('maintainers: { cooldown: 7 }').config;
    expect(maintainersOf(mergeConfigs(organisation, repository))).toEqual({
      enabled: true,
      level: DEFAULT_MAINTAINERS.level,
      cooldownDays: 7,
      reportTo: { name: 'security' },
    });
  });

  test.each([
    ['range: nonsense', '1 suppressions[0].range: "nonsense"'],
    ['range: ""', '1 suppressions[0].range: an empty text'],
    ['ecosystem: pypi', '1 suppressions[0].ecosystem: "pypi"'],
    ['dev: yes', '1 suppressions[0].dev: "yes"'],
  ])('a suppression with %s is not used', (field, problem) => {
    const text = `suppressions: [{ package: a, reason: It is so., expires: never, ${field} }]`;
    expect(read(text)).toEqual({ config: DEFAULT_CONFIG, problems: [problem] });
  });

  test('a range wants the package that it is of', () => {
    const text = 'suppressions: [{ advisory: GHSA-1, range: ">=5", reason: It is so., expires: never }]';
    expect(read(text).problems).toEqual(['1 suppressions[0].package: nothing']);
  });

  test('a key of a map that is nearly right is named', () => {
    const [problem] = readRepositoryConfig({ file, text: 'pull-requests: { failOn: low }' }).problems;
    expect(describeProblem(problem!)).toBe(
      '.github/lockkeeper.yml:1: pull-requests.failOn: expected one of the keys fail-on, found "failOn". Did you mean fail-on?',
    );
  });

  test('uses what is right beside what is wrong, and says each wrong place', () => {
    const text = `ignorePaths: [a]
tags:
  - ok
  - bad tag
suppressions:
  - package: a
    paht: /a
    reason: It is misspelt.
    expires: 2030-01-01
  - advisory: GHSA-1
    reason: It is right.
    expires: 2030-01-01
  - reason: x
    expires: soon
`;
    expect(read(text)).toEqual({
      config: {
        ignorePaths: [],
        tags: ['ok'],
        suppressions: [{ advisory: 'GHSA-1', reason: 'It is right.', expires: '2030-01-01' }],
      },
      problems: [
        '1 ignorePaths: "ignorePaths"',
        '4 tags[1]: "bad tag"',
        '7 suppressions[0].paht: "paht"',
        '13 suppressions[2].reason: "x"',
        '14 suppressions[2].expires: "soon"',
        '13 suppressions[2]: neither',
      ],
    });
  });

  test.each([
    ['ignorePaths: [a]', 'ignore-paths'],
    ['ignore_path: [a]', 'ignore-paths'],
    ['extends: a', '_extends'],
    ['tag: [a]', 'tags'],
    ['supressions: []', 'suppressions'],
  ])('asks for %j whether %s was meant', (text, meant) => {
    expect(readRepositoryConfig({ file, text }).problems[0]?.cure).toBe(`Did you mean ${meant}?`);
  });

  test('writes a problem on one line with file, line, key, expected, found and cure', () => {
    const [problem] = readRepositoryConfig({ file, text: '\ntags: 3' }).problems;
    expect(describeProblem(problem!)).toBe(
      '.github/lockkeeper.yml:2: tags: expected a list of tags, found the number 3. Correct it; until then this key counts as not written.',
    );
  });

  test.each<[name: string, text: string, problem: RegExp]>([
    ['bad YAML', 'tags: [a\nx: ', /^2 : "x:" \(.*\)/],
    ['a second document', 'tags: [a]\n---\ntags: [b]', /^2 : a second one/],
    ['a list at the top', '- tags', /: a list of 1/],
    ['an alias', 'tags: &a [b]\nignore-paths: *a', /^2 ignore-paths: the alias \*a/],
    ['an alias bomb', aliasBomb(), /the alias/],
    ['a custom tag', 'tags: !!js/function "x"', /^1 tags: the tag/],
    ['a merge key', 'x: &x {tags: [a]}\n<<: *x', /^2 <<: /],
    ['a key twice', 'tags: [a]\ntags: [b]', /^2 tags: "tags" again/],
    ['__proto__', '__proto__: {tags: [a]}', /^1 __proto__: /],
    ['constructor', 'constructor: {prototype: {tags: [a]}}', /^1 constructor: /],
    ['a key that is a list', '? [a]\n: b', /a list, a map or an alias/],
    ['deep nesting', `tags: ${'['.repeat(50_000)}`, /^1 /],
    ['balanced deep nesting', `tags: ${'['.repeat(40)}${']'.repeat(40)}`, /^1 tags/],
    ['a large file', `# ${'x'.repeat(100_000)}`, /100002/],
    ['many values', `tags: [${'a,'.repeat(40_000)}]`, /^1 /],
    ['too many tags', `tags: [${Array.from({ length: 51 }, (_, n) => `t${n}`)}]`, /^1 tags: a list of 51/],
    ['many globstars', 'ignore-paths: ["**/a/**/b/**/c/**"]', /^1 ignore-paths\[0\]/],
    ['no mapping value', 'tags:', /^1 tags: an empty value/],
    [
      'a day that does not exist',
      'suppressions: [{package: a, reason: why, expires: 2030-02-30}]',
      /expires: "2030-02-30"/,
    ],
    ['no end', 'suppressions: [{package: a, reason: why not}]', /suppressions\[0\]\.expires: nothing/],
    ['control characters', '"\\e[2J\\u202etags": [a]', /^1 {2}\[2J tags: " \[2J tags"/],
  ])('says what is wrong with %s and goes on', (_, text, problem) => {
    const { config, problems } = read(text);
    expect(problems.join('\n')).toMatch(problem);
    expect(config.suppressions).toEqual([]);
    expect(config.ignorePaths).toEqual([]);
  });

  test('drops a suppression whose path was refused, for it would hold more than was meant', () => {
    const item = (path: string) => `suppressions:\n  - {package: a, reason: why not, expires: never, path: ${path}}\n`;
    expect(read(item('/a')).config.suppressions).toHaveLength(1);
    for (const path of ['!!x /a', '*a', '/a, path: /b', '"!/a"', '3']) {
      const { config, problems } = read(item(path));
      expect(config.suppressions, path).toEqual([]);
      expect(problems, path).not.toEqual([]);
    }
  });

  test('never throws, and has no problem with more than one line', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json().map((json) => `tags: ${json}`),
        ),
        (text) => {
          for (const problem of readRepositoryConfig({ file, text }).problems) {
            expect(describeProblem(problem)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          }
        },
      ),
    );
  });
});

test('a suppression holds through its last day', () => {
  expect(suppressionEnd({ expires: '2030-12-31' })?.toISOString()).toBe('2031-01-01T00:00:00.000Z');
  expect(suppressionEnd({ expires: 'never' })).toBeNull();
});

function aliasBomb(): string {
  const levels = Array.from({ length: 20 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
  return `l0: &l0 [x]\n${levels.join('\n')}\ntags: *l20`;
}
