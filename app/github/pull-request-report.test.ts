import { expect, test } from 'vitest';
import type { AlertFacts } from '../../scanners/alerts/index.ts';
import type { JudgedFinding } from '../jobs/pull-request/judge-change.ts';
import { describeUndecided, describeVerdict } from './pull-request-report.ts';

const GITHUB_TAKES = 65_535;

function finding(text: string, count: number): JudgedFinding {
  const versions = Array.from({ length: count }, (_, index) => `${text}${index}`);
  const facts: AlertFacts = {
    packageName: text,
    kind: 'vulnerability',
    groupKey: text,
    advisoryIds: [text],
    aliases: [],
    summary: text,
    severity: 'critical',
    versions,
    fixes: Object.fromEntries(versions.map((version) => [version, version])),
    ways: {},
    direct: false,
    scopes: [],
    path: Array<string>(60).fill(text),
    keys: [],
  };
  return { path: text, facts, versions, before: versions, fails: true };
}

test.each(['<'.repeat(1000), '\u{1f525}'.repeat(500), '@#|`*'.repeat(200)])(
  'is never larger than GitHub takes',
  (text) => {
    const place = { path: text, why: text };
    const { summary, title } = describeVerdict({
      conclusion: 'failure',
      failOn: 'high',
      introduced: Array<JudgedFinding>(500).fill(finding(text, 9)),
      fixed: Array<JudgedFinding>(500).fill(finding(text, 9)),
      doubts: Array<typeof place>(500).fill(place),
      passedOver: Array<typeof place>(500).fill(place),
      annotations: [],
    });
    expect(Buffer.byteLength(summary)).toBeLessThan(GITHUB_TAKES);
    for (const heading of ['Introduced', 'Fixed', 'Could not be decided', 'Not read']) {
      expect(summary.split(`### ${heading}\n`)[1]).toMatch(/^\n.+\n(?:.|\n)*and \d+ more/);
    }
    expect(title).toBe('Introduces 500 findings (500 critical), fixes 500; not all could be read');
  },
);

test('says why nothing is known, and leaves it at that where nothing is to fail', () => {
  expect(describeUndecided('@octocat said <no>', 'high')).toMatchObject({
    conclusion: 'action_required',
    summary: '@&#8203;octocat said &lt;no&gt;',
  });
  expect(describeUndecided('no', 'never').conclusion).toBe('neutral');
});
