import { describe, expect, test } from 'vitest';
import type { LockfileFormat } from '../../lockfiles/index.ts';
import { policyRefusal } from './age-policy.ts';
import { readAgePolicy } from './read-age-policy.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

function read(format: LockfileFormat, files: Record<string, string>, formatVersion = '1') {
  return readAgePolicy(new Map(Object.entries(files)), { format, formatVersion });
}

const pnpm = (text: string) => ({ 'pnpm-workspace.yaml': text });
const yarn = (text: string) => ({ '.yarnrc.yml': text });
const npm = (text: string) => ({ '.npmrc': text });
const bun = (text: string) => ({ 'bunfig.toml': text });
const asks = (packageManager: string) => ({ 'package.json': JSON.stringify({ packageManager }) });

describe('the policy of', () => {
  test.each<[name: string, format: LockfileFormat, files: Record<string, string>, ms: number, source: string]>([
    ['pnpm, in minutes', 'pnpm', pnpm('minimumReleaseAge: 1440'), DAY, 'pnpm-workspace.yaml minimumReleaseAge'],
    ['pnpm, in .npmrc', 'pnpm', npm('minimum-release-age=60'), HOUR, '.npmrc minimum-release-age'],
    [
      'pnpm, in both',
      'pnpm',
      { ...pnpm('minimumReleaseAge: 60'), ...npm('minimum-release-age=1') },
      HOUR,
      'pnpm-workspace.yaml minimumReleaseAge',
    ],
    ['pnpm 11 by itself', 'pnpm', asks('pnpm@11.2.0'), DAY, "pnpm 11's own minimumReleaseAge"],
    ['yarn, with a unit', 'yarn-berry', yarn('npmMinimalAgeGate: 3d'), 3 * DAY, '.yarnrc.yml npmMinimalAgeGate'],
    ['yarn, in minutes', 'yarn-berry', yarn('npmMinimalAgeGate: 60'), HOUR, '.yarnrc.yml npmMinimalAgeGate'],
    ['yarn, a quoted half', 'yarn-berry', yarn('npmMinimalAgeGate: "0.5h"'), HOUR / 2, '.yarnrc.yml npmMinimalAgeGate'],
    [
      'bun, in seconds',
      'bun',
      bun('[install]\nminimumReleaseAge = 259_200 # three days'),
      3 * DAY,
      'bunfig.toml install.minimumReleaseAge',
    ],
    ['bun, dotted', 'bun', bun('install.minimumReleaseAge = 3600'), HOUR, 'bunfig.toml install.minimumReleaseAge'],
    ['npm, in days', 'npm', npm('; ours\nmin-release-age = 7\n'), 7 * DAY, '.npmrc min-release-age'],
    ['more than the calendar', 'npm', npm('min-release-age=99999999999999'), 36_500 * DAY, '.npmrc min-release-age'],
  ])('%s', (_, format, files, minimumMs, source) => {
    expect(read(format, files)).toEqual({ policy: { minimumMs, source, excludes: [] } });
  });

  test('yarn 4.15 and later by itself, which its lockfile tells', () => {
    expect(read('yarn-berry', {}, '10')).toMatchObject({ policy: { minimumMs: DAY } });
    expect(read('yarn-berry', {}, '8')).toEqual({});
    expect(read('yarn-berry', yarn('npmMinimalAgeGate: 0'), '10')).toEqual({});
  });
});

test.each<[format: LockfileFormat, files: Record<string, string>]>([
  ['pnpm', {}],
  ['pnpm', asks('pnpm@10.33.0')],
  ['pnpm', { ...asks('pnpm@11.0.0'), ...pnpm('minimumReleaseAge: 0') }],
  ['pnpm', bun('[install]\nminimumReleaseAge = 1')],
  ['npm', pnpm('minimumReleaseAge: 1440')],
  ['npm', npm('min-release-age=null\nbefore=')],
  ['npm', npm('[section]\nmin-release-age=7')],
  ['yarn-v1', npm('min-release-age=7')],
  ['bun', bun('[test]\nroot = "x" # minimumReleaseAge')],
  ['yarn-berry', { 'renovate.json': '{"minimumReleaseAge":"3 days"}' }],
])('%s has none in %j', (format, files) => {
  expect(read(format, files)).toEqual({});
});

test.each<[format: LockfileFormat, files: Record<string, string>, problem: RegExp]>([
  [
    'pnpm',
    pnpm('minimumReleaseAge: a day'),
    /^pnpm-workspace\.yaml minimumReleaseAge: expected a number of minutes, found "a day"/,
  ],
  ['pnpm', pnpm('minimumReleaseAge: [1'), /^pnpm-workspace\.yaml:1: expected YAML/],
  ['pnpm', pnpm('- a'), /expected a map/],
  ['pnpm', pnpm('a: &a 1\nminimumReleaseAge: *a'), /expected a number of minutes/],
  ['pnpm', pnpm('minimumReleaseAge: -5'), /found -5/],
  ['pnpm', pnpm(`a: ${'x'.repeat(200_000)}`), /at most 100000 characters/],
  ['yarn-berry', yarn('npmMinimalAgeGate: three days'), /minutes, or a time such as 3d/],
  ['yarn-berry', yarn(`npmMinimalAgeGate: \${AGE}`), /found "\$\{AGE\}"/],
  ['yarn-berry', yarn('npmScopes: { a: { npmMinimalAgeGate: x } }'), /npmScopes\.a\.npmMinimalAgeGate/],
  ['npm', npm(`min-release-age=\${AGE}`), /^\.npmrc min-release-age/],
  ['npm', npm('before=soon'), /^\.npmrc before: expected a date/],
  ['bun', bun('install = { minimumReleaseAge = 3 }'), /below \[install\]/],
  ['bun', bun('[install]\nminimumReleaseAge = "3"'), /a number of seconds/],
])('%s cannot be read from %j', (format, files, problem) => {
  expect(read(format, files)).toEqual({ problem: expect.stringMatching(problem) });
});

describe('whom it holds for', () => {
  const now = new Date('2026-06-02T00:00:00Z');
  const yesterday = '2026-06-01T00:00:00Z';
  const refuses = (format: LockfileFormat, files: Record<string, string>, id: string, publishedAt?: string) => {
    const at = id.indexOf('@', 1);
    const version = { name: id.slice(0, at), version: id.slice(at + 1), publishedAt };
    return policyRefusal(read(format, files).policy!, version, now);
  };

  const week =
    'minimumReleaseAge: 10080\nminimumReleaseAgeExclude: ["@team/*", plain, "one@1.0.0 || 1.0.1", "!not", "a*c"]';
  const days =
    'npmMinimalAgeGate: 7d\nnpmPreapprovedPackages: ["@team/*", "one@^1", "{x,y}"]\nnpmScopes: { fast: { npmMinimalAgeGate: 1h } }';
  const toml =
    '[install]\nminimumReleaseAge = 604800\nminimumReleaseAgeExcludes = [\n  "plain", # why\n  \'@team/*\',\n]\n';
  const rc = 'min-release-age=7\nmin-release-age-exclude[]=@team/*\nmin-release-age-exclude[]=plain';
  test.each<[format: LockfileFormat, files: Record<string, string>, free: string[], bound: string[]]>([
    [
      'pnpm',
      pnpm(week),
      ['@team/a@1.0.0', 'plain@9.0.0', 'one@1.0.1', 'abbc@1.0.0'],
      ['plainer@1.0.0', 'one@1.0.2', 'not@1.0.0', 'abcd@1.0.0'],
    ],
    [
      'yarn-berry',
      yarn(days),
      ['@team/a@1.0.0', 'one@1.5.0', '@fast/a@1.0.0'],
      ['one@2.0.0', 'x@1.0.0', '@teams/a@1.0.0'],
    ],
    ['bun', bun(toml), ['plain@1.0.0'], ['@team/a@1.0.0']],
    ['npm', npm(rc), ['@team/a@1.0.0', 'plain@1.0.0'], ['@other/a@1.0.0']],
  ])('%s', (format, files, free, bound) => {
    for (const id of free) expect(refuses(format, files, id, yesterday), id).toBeUndefined();
    for (const id of bound)
      expect(refuses(format, files, id, yesterday), id).toEqual({ until: '2026-06-08T00:00:00.000Z' });
    expect(refuses(format, files, 'x@1.0.0', '2026-05-01T00:00:00Z')).toBeUndefined();
    expect(refuses(format, files, 'x@1.0.0')).toEqual({ unknown: true });
  });

  test("npm's before does not end by itself", () => {
    const files = npm('before=2026-05-01');
    expect(refuses('npm', files, 'x@1.0.0', '2026-05-02T00:00:00Z')).toEqual({});
    expect(refuses('npm', files, 'x@1.0.0', '2026-04-30T00:00:00Z')).toBeUndefined();
  });

  test('a pattern made to take for ever does not', () => {
    const pattern = 'a*'.repeat(140);
    const files = pnpm(`minimumReleaseAge: 10080\nminimumReleaseAgeExclude: ["${pattern}b"]`);
    expect(refuses('pnpm', files, `${'a'.repeat(210)}@1.0.0`, yesterday)).toBeDefined();
  });
});
