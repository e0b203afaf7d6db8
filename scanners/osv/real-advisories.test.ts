import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, type TestContext, test } from 'vitest';
import type { Advisory } from './advisory.ts';
import { createMatcher } from './matcher.ts';
import { readAdvisory } from './read-advisory.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);

/**
 * `last_known_affected_version_range` is "< 2.1.3" in this record, which has no fix: the recorded pairs follow the
 * range alone and so hold every later version, too.
 */
const BOUNDED_BY_LAST_KNOWN = ['formidable@2.1.5 GHSA-75v8-2h7p-7m2m', 'formidable@3.5.4 GHSA-75v8-2h7p-7m2m'];

interface RealRecord {
  id: string;
  affected: { package: { ecosystem: string; name: string }; versions?: string[] }[];
}

interface ApiAnswers {
  keys: Record<string, { answers: { ids: string[] }[]; records_held: string[] }>;
}

describe('real records', () => {
  test('every one is read without a problem and without the loss of an npm entry', (context) => {
    requireData(context);
    for (const file of ['osv/records.ndjson', 'osv/withdrawn.ndjson']) {
      for (const record of readRecords(file)) {
        const { advisory, problems } = readAdvisory(record);
        const names = record.affected.filter(({ package: { ecosystem } }) => ecosystem === 'npm');
        expect(problems).toEqual([]);
        expect(advisory?.affected.map(({ name }) => name)).toEqual(names.map(({ package: { name } }) => name));
      }
    }
  });

  test('are matched with every recorded package version as OSV does, and with nothing else', (context) => {
    requireData(context);
    const recorded = Object.values(readJson<Record<string, string[]>>('lockfiles/matches.json')).flat();
    expect(recorded).toHaveLength(7_540);
    const expected = new Set(recorded);
    const versions = new Set(recorded.map((pair) => pair.slice(0, pair.indexOf(' '))));
    const matcher = createMatcher(readAdvisories('osv/records.ndjson'));
    const found = new Set([...versions].flatMap((key) => matchKey(matcher, key).map((id) => `${key} ${id}`)));
    expect([...found.difference(expected)]).toEqual([]);
    expect([...expected.difference(found)].sort()).toEqual(BOUNDED_BY_LAST_KNOWN);
  });

  test('give what the OSV API answered, as far as we hold the records', (context) => {
    requireData(context);
    const matcher = createMatcher(readAdvisories('osv/records.ndjson'));
    const { keys } = readJson<ApiAnswers>('osv/api-answers.json');
    expect(Object.keys(keys)).toHaveLength(82);
    for (const [key, { answers, records_held }] of Object.entries(keys)) {
      const found = matchKey(matcher, key).sort();
      const answered = new Set(answers.flatMap(({ ids }) => ids));
      expect({ key, found }).toEqual({ key, found: records_held.toSorted() });
      expect(found.filter((id) => !answered.has(id))).toEqual([]);
    }
  });

  test('that are withdrawn match none of the versions that they list', (context) => {
    requireData(context);
    const matcher = createMatcher(readAdvisories('osv/withdrawn.ndjson'));
    for (const { affected } of readRecords('osv/withdrawn.ndjson')) {
      for (const {
        package: { name },
        versions = [],
      } of affected) {
        for (const version of [...versions, '0.0.1', '999.0.0']) expect(matcher.match(name, version)).toEqual([]);
      }
    }
  });
});

function matchKey(matcher: ReturnType<typeof createMatcher>, key: string): string[] {
  const at = key.lastIndexOf('@');
  return matcher.match(key.slice(0, at), key.slice(at + 1)).map(({ id }) => id);
}

function readAdvisories(file: string): Advisory[] {
  return readRecords(file).flatMap((record) => readAdvisory(record).advisory ?? []);
}

function readRecords(file: string): RealRecord[] {
  const lines = readFileSync(new URL(file, DATA), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RealRecord);
}

function readJson<Json>(file: string): Json {
  return JSON.parse(readFileSync(new URL(file, DATA), 'utf8')) as Json;
}

function requireData({ skip }: TestContext): void {
  if (!existsSync(DATA)) skip('the folder of real data is not on this machine');
}
