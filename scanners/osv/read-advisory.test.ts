import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAffected } from './is-affected.ts';
import { readAdvisory } from './read-advisory.ts';

const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const MEDIUM = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N';

function npm(more: object = {}, name: unknown = 'pkg'): object {
  return {
    package: { ecosystem: 'npm', name, purl: 'pkg:npm/pkg' },
    ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }],
    ...more,
  };
}

function record(more: object = {}): Record<string, unknown> {
  return {
    schema_version: '1.7.3',
    id: 'GHSA-aaaa-bbbb-cccc',
    modified: '2026-01-02T03:04:05Z',
    affected: [npm()],
    ...more,
  };
}

function read(more: object = {}) {
  const { advisory, problems } = readAdvisory(record(more));
  return { advisory, problems: problems.map(({ message }) => message) };
}

describe('readAdvisory', () => {
  test('takes the npm part of a full record, and only that', () => {
    const { advisory, problems } = readAdvisory(
      record({
        published: '2026-01-01T00:00:00Z',
        withdrawn: '2026-03-01T00:00:00.123456Z',
        aliases: ['CVE-2026-1'],
        upstream: ['CVE-2026-2'],
        related: ['CGA-xxxx'],
        summary: 'A flaw',
        details: 'Long text',
        severity: [{ type: 'CVSS_V3', score: MEDIUM }],
        affected: [
          npm({
            versions: ['1.0.0'],
            severity: [{ type: 'CVSS_V3', score: CRITICAL }],
            database_specific: { last_known_affected_version_range: '<= 1.1.9' },
            ranges: [
              { type: 'GIT', repo: 'https://example.org/x', events: [{ introduced: 'abc' }] },
              {
                type: 'ECOSYSTEM',
                events: [{ introduced: '0' }, { last_affected: '1.2.0' }, { introduced: '2.0.0' }, { limit: '*' }],
              },
            ],
          }),
          { package: { ecosystem: 'Maven', name: 'org:pkg' }, versions: [5] },
        ],
        references: [{ type: 'WEB', url: 'https://example.org/advisory' }],
        database_specific: { severity: 'LOW', cwe_ids: ['CWE-79'] },
      }),
    );
    expect(problems).toEqual([]);
    expect(advisory).toEqual({
      id: 'GHSA-aaaa-bbbb-cccc',
      modified: '2026-01-02T03:04:05Z',
      published: '2026-01-01T00:00:00Z',
      withdrawn: '2026-03-01T00:00:00.123456Z',
      aliases: ['CVE-2026-1'],
      upstream: ['CVE-2026-2'],
      summary: 'A flaw',
      malware: false,
      severity: { level: 'medium', score: 6.1, vector: MEDIUM },
      affected: [
        {
          name: 'pkg',
          versions: ['1.0.0'],
          ranges: [
            { events: [{ introduced: '0' }, { lastAffected: '1.2.0' }, { introduced: '2.0.0' }, { limit: '*' }] },
          ],
          lastKnownAffected: '<= 1.1.9',
          severity: { level: 'critical', score: 9.8, vector: CRITICAL },
        },
      ],
      references: ['https://example.org/advisory'],
    });
  });

  test.each([
    ['no affected', {}],
    ['an empty one', { affected: [] }],
    ['another ecosystem', { affected: [{ package: { ecosystem: 'PyPI', name: 'pkg' } }] }],
    ['an ecosystem that only begins like npm', { affected: [{ package: { ecosystem: 'npm:x', name: 'pkg' } }] }],
  ])('a record without an npm package is none of ours, and no problem: %s', (_, more) => {
    expect(readAdvisory({ id: 'PYSEC-1', modified: '2026-01-01T00:00:00Z', ...more })).toEqual({
      advisory: null,
      problems: [],
    });
  });

  test.each([
    [
      'the record over its package',
      {
        severity: [{ type: 'CVSS_V3', score: MEDIUM }],
        affected: [npm({ severity: [{ type: 'CVSS_V3', score: CRITICAL }] })],
      },
      'medium',
    ],
    [
      'the worst of its packages',
      {
        affected: [
          npm({ severity: [{ type: 'CVSS_V3', score: MEDIUM }] }),
          npm({ severity: [{ type: 'CVSS_V3', score: CRITICAL }] }),
        ],
      },
      'critical',
    ],
    [
      'a package over the label',
      { affected: [npm({ severity: [{ type: 'CVSS_V3', score: MEDIUM }] })], database_specific: { severity: 'LOW' } },
      'medium',
    ],
    ['the label', { database_specific: { severity: 'MODERATE' } }, 'medium'],
    [
      'the label when no vector can be read',
      { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/?' }], database_specific: { severity: 'HIGH' } },
      'high',
    ],
    ['nothing', {}, 'unknown'],
    ['a label that nobody knows', { database_specific: { severity: 'NONE' } }, 'unknown'],
  ])('severity comes from %s', (_, more, level) => {
    expect(read(more).advisory?.severity.level).toBe(level);
  });

  test.each([
    ['a MAL id', { id: 'MAL-2026-1' }, true],
    ['a MAL alias', { aliases: ['MAL-2026-1'] }, true],
    ['the weakness Embedded Malicious Code', { database_specific: { cwe_ids: ['CWE-79', 'CWE-506'] } }, true],
    ['the title Malicious Package', { summary: 'Malicious Package in pkg' }, true],
    ['the title Embedded malware', { summary: 'Embedded malware in pkg' }, true],
    ['a flaw in something about malware', { summary: 'Malware detection bypass in pkg' }, false],
    ['a flaw that lets malicious code in', { summary: 'Malicious code injection in pkg' }, false],
    ['a plain flaw', { summary: 'XSS', database_specific: { cwe_ids: ['CWE-79'] } }, false],
  ])('malware is told by %s', (_, more, malware) => {
    const low = {
      severity: [{ type: 'CVSS_V3', score: MEDIUM }],
      affected: [npm({ severity: [{ type: 'CVSS_V3', score: MEDIUM }] })],
    };
    const { advisory } = read({ ...low, ...more });
    expect(advisory?.malware).toBe(malware);
    expect(advisory?.severity.level).toBe(malware ? 'critical' : 'medium');
    expect(advisory?.affected[0]?.severity?.level).toBe(malware ? 'critical' : 'medium');
    expect(advisory?.severity.score).toBe(malware ? undefined : 6.1);
  });

  test('a junk event is skipped and named, and the rest of the range counts', () => {
    const { advisory, problems } = read({
      affected: [npm({ ranges: [{ type: 'SEMVER', events: [{ introduced: '1.0.0' }, { fixed: '>= 1.123.64' }] }] })],
    });
    expect(problems).toEqual([
      'affected[0].ranges[0]: expected a version in fixed, found ">= 1.123.64"; the event is skipped',
    ]);
    expect(isAffected(advisory!.affected[0]!, '1.123.65')).toBe(true);
    expect(isAffected(advisory!.affected[0]!, '0.9.0')).toBe(false);
  });

  test('the title falls back on the first line of the text', () => {
    expect(read({ details: '\nFirst line\nsecond' }).advisory?.summary).toBe('First line');
    expect(read({ summary: '  ', details: 5 }).advisory?.summary).toBe('');
  });
});

const HUGE = '9'.repeat(10_000);
const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown;

describe('a hostile record', () => {
  test.each([
    ['null', null],
    ['a list', []],
    ['a string', 'GHSA-aaaa-bbbb-cccc'],
    ['a number', 4],
    ['no id', { modified: '2026-01-01T00:00:00Z', affected: [npm()] }],
    ['an id that is a path', record({ id: '../../etc/passwd' })],
    ['an id with a climbing path', record({ id: 'GHSA-a/../../b' })],
    ['an id with a new line', record({ id: 'GHSA-a\n::error::' })],
    ['an id of 10,000 characters', record({ id: `G${HUGE}` })],
    ['an id that is an object', record({ id: { toString: null } })],
  ])('%s is no record, and said to be none', (_, json) => {
    const { advisory, problems } = readAdvisory(json);
    expect(advisory).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]!.id).toBe('(no id)');
    expect(problems[0]!.message).toMatch(/^expected a record with an OSV id, found [\x20-\x7e…]{1,120}$/);
  });

  test.each<[string, object, string]>([
    [
      'a package name with control characters',
      { affected: [npm(), npm({}, 'a\u0000b')] },
      'affected[1]: expected the name of an npm package, found "a b"; the entry is left out',
    ],
    [
      'a package name that turns the text around',
      { affected: [npm(), npm({}, '\u202egnp')] },
      'affected[1]: expected the name of an npm package, found " gnp"; the entry is left out',
    ],
    [
      'a package name of a wrong type',
      { affected: [npm(), npm({}, 7)] },
      'affected[1]: expected the name of an npm package, found 7; the entry is left out',
    ],
    [
      'a package name of 10,000 characters',
      { affected: [npm(), npm({}, HUGE)] },
      `affected[1]: expected the name of an npm package, found "${'9'.repeat(59)}…"; the entry is left out`,
    ],
    [
      'an entry that is no object',
      { affected: [npm(), 'npm'] },
      'affected[1]: expected an object with a package, found "npm"; it is left out',
    ],
    [
      'an entry without a package',
      { affected: [npm(), {}] },
      'affected[1]: expected an object with a package, found an object; it is left out',
    ],
    [
      'ranges that are no list',
      { affected: [npm(), npm({ ranges: {} })] },
      'affected[1].ranges: expected a list, found an object; it is left out',
    ],
    [
      'a range of no known type',
      {
        affected: [
          npm({ ranges: [{ type: 'TAGS', events: [{ introduced: '0' }] }, ...(npm() as { ranges: object[] }).ranges] }),
        ],
      },
      'affected[0].ranges[0]: expected a SEMVER, ECOSYSTEM or GIT range, found a range of type "TAGS"; it is left out',
    ],
    [
      'a range that is a number',
      { affected: [npm(), npm({ ranges: [4] })] },
      'affected[1].ranges[0]: expected a SEMVER, ECOSYSTEM or GIT range, found 4; it is left out',
    ],
    [
      'events that are no list',
      { affected: [npm(), npm({ ranges: [{ type: 'SEMVER', events: 'all' }] })] },
      'affected[1].ranges[0].events: expected a list, found "all"; it is left out',
    ],
    [
      'an event that is no object',
      { affected: [npm(), npm({ ranges: [{ type: 'SEMVER', events: [null] }] })] },
      'affected[1].ranges[0]: expected an event, found null; it is skipped',
    ],
    [
      'an event that says nothing',
      { affected: [npm(), npm({ ranges: [{ type: 'SEMVER', events: [{ Fixed: '1.0.0' }] }] })] },
      'affected[1].ranges[0]: expected introduced, fixed, last_affected or limit in an event, found none',
    ],
    [
      'a version of 10,000 digits',
      { affected: [npm(), npm({ ranges: [{ type: 'SEMVER', events: [{ introduced: HUGE }] }] })] },
      `affected[1].ranges[0]: expected a version in introduced, found "${'9'.repeat(59)}…"; the event is skipped`,
    ],
    [
      'a listed version of a wrong type',
      { affected: [npm({ versions: [1, '1.0.0'] })] },
      'affected[0].versions: expected a version, found 1; it is left out',
    ],
    [
      'a listed version that is none',
      { affected: [npm({ versions: ['all', '1.0.0'] })] },
      'affected[0].versions: expected a version, found "all"; only the identical one matches it',
    ],
    [
      'a last known version that is none',
      { affected: [npm({ database_specific: { last_known_affected_version_range: 'some' } })] },
      'affected[0]: expected a last known affected version such as "<= 1.2.3", found "some"; it is not used',
    ],
    [
      'aliases that are no list',
      { aliases: 'CVE-2026-1' },
      'aliases: expected a list, found "CVE-2026-1"; it is left out',
    ],
    [
      'an alias that is none',
      { aliases: ['CVE 2026 1'] },
      'aliases: expected an advisory id, found "CVE 2026 1"; it is left out',
    ],
    [
      'a script as a reference',
      { references: [{ url: 'javascript:alert(1)' }] },
      'references: expected a web address, found "javascript:alert(1)"; it is left out',
    ],
    [
      'a reference with a tag',
      { references: [{ url: 'https://a/<script>' }] },
      'references: expected a web address, found "https://a/<script>"; it is left out',
    ],
    [
      'a time that is none',
      { modified: 'yesterday' },
      'modified: expected a time such as 2026-01-31T12:00:00Z, found "yesterday"; it is not used',
    ],
    [
      'a month that is none',
      { modified: '2026-13-01T00:00:00Z' },
      'modified: expected a time such as 2026-01-31T12:00:00Z, found "2026-13-01T00:00:00Z"; it is not used',
    ],
    [
      'a day that is none',
      { modified: '2026-02-30T00:00:00Z' },
      'modified: expected a time such as 2026-01-31T12:00:00Z, found "2026-02-30T00:00:00Z"; it is not used',
    ],
    [
      'a time of no known place',
      { modified: '2026-02-20T00:00:00' },
      'modified: expected a time such as 2026-01-31T12:00:00Z, found "2026-02-20T00:00:00"; it is not used',
    ],
    ['no time', { modified: undefined }, 'modified: expected a time, found none; the record counts as old'],
    [
      'withdrawn that is no time',
      { withdrawn: true },
      'withdrawn: expected a time such as 2026-01-31T12:00:00Z, found true; it is not used',
    ],
  ])('%s: that is named, the rest is read', (_, more, message) => {
    const { advisory, problems } = read(more);
    expect(problems).toEqual([message]);
    expect(advisory?.withdrawn).toBeUndefined();
    expect(isAffected(advisory!.affected[0]!, '1.1.9')).toBe(true);
    expect(isAffected(advisory!.affected[0]!, '1.2.0')).toBe(false);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a package called %s is one like any other',
    (name) => {
      const text = JSON.stringify(record({ affected: [npm({}, name)] })).replace(
        '"pkg:npm/pkg"',
        '"x","__proto__":{"polluted":true}',
      );
      const { advisory, problems } = readAdvisory(JSON.parse(text));
      expect(problems).toEqual([]);
      expect(advisory?.affected[0]?.name).toBe(name);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );

  test('text for people has no control characters, no broken characters, and an end', () => {
    const { advisory } = read({ summary: `a\u0000b\u001b[31m\u202e\ud800${'x'.repeat(100_000)}` });
    expect(advisory?.summary).toMatch(/^a b \[31m \ufffdx+…$/);
    expect(advisory?.summary).toHaveLength(500);
  });

  test('a million events are cut at the bound, and fast', () => {
    const events = Array.from({ length: 1_000_000 }, (_, index) => ({ introduced: `${index}.0.0` }));
    const { advisory, problems } = read({ affected: [npm({ ranges: [{ type: 'SEMVER', events }] })] });
    expect(problems).toEqual([
      'affected[0].ranges[0].events: expected at most 10000 items, found 1000000; those after the first 10000 are left out',
    ]);
    expect(advisory?.affected[0]?.ranges[0]?.events).toHaveLength(10_000);
    expect(isAffected(advisory!.affected[0]!, '5.0.0')).toBe(true);
  });

  test('of a thousand faults the first twenty are told and the others counted', () => {
    const { problems } = read({ aliases: Array.from({ length: 1_000 }, () => '?') });
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('and 980 more such places');
  });

  test('lists nested 5,000 deep stand for nothing', () => {
    const { advisory, problems } = read({
      aliases: deep,
      severity: deep,
      references: deep,
      affected: [npm({ versions: deep })],
    });
    expect(advisory?.affected).toHaveLength(1);
    expect(problems.length).toBeGreaterThan(0);
  });

  test('any JSON at any place is read without a throw', () => {
    const json = fc.jsonValue();
    const version = fc.oneof(fc.constantFrom('0', '1.0.0', '2.0.0-rc.1', '*', '>= 1'), json);
    const event = fc.oneof(
      fc.dictionary(fc.constantFrom('introduced', 'fixed', 'last_affected', 'limit', '__proto__'), version),
      json,
    );
    const range = fc.oneof(
      fc.record({ type: fc.oneof(fc.constantFrom('SEMVER', 'GIT'), json), events: fc.oneof(fc.array(event), json) }),
      json,
    );
    const severity = fc.oneof(
      fc.array(
        fc.record({
          type: fc.constantFrom('CVSS_V2', 'CVSS_V3', 'CVSS_V4'),
          score: fc.oneof(fc.constantFrom(CRITICAL, 'CVSS:4.0/AV:N'), json),
        }),
      ),
      json,
    );
    const affected = fc.oneof(
      fc.record(
        {
          package: fc.oneof(fc.record({ ecosystem: fc.constant('npm'), name: fc.oneof(fc.string(), json) }), json),
          ranges: fc.oneof(fc.array(range), json),
          versions: fc.oneof(fc.array(version), json),
          severity,
          database_specific: fc.oneof(
            fc.record({ last_known_affected_version_range: fc.oneof(fc.string(), json) }),
            json,
          ),
        },
        { requiredKeys: ['package'] },
      ),
      json,
    );
    const any = fc.oneof(
      fc.record(
        {
          id: fc.oneof(fc.constant('GHSA-a'), json),
          modified: json,
          published: json,
          withdrawn: json,
          aliases: json,
          upstream: json,
          summary: json,
          details: json,
          severity,
          affected: fc.oneof(fc.array(affected), json),
          references: fc.oneof(fc.array(fc.record({ url: fc.oneof(fc.webUrl(), json) })), json),
          database_specific: fc.oneof(fc.record({ severity: json, cwe_ids: json }), json),
        },
        { requiredKeys: ['id', 'affected'] },
      ),
      json,
    );
    fc.assert(
      fc.property(any, (value) => {
        const { advisory, problems } = readAdvisory(JSON.parse(JSON.stringify(value)));
        for (const { message } of problems) expect(message.length).toBeLessThan(300);
        for (const one of advisory?.affected ?? []) isAffected(one, '1.0.0');
      }),
      { numRuns: 3_000 },
    );
  });
});
