import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Advisory } from './advisory.ts';
import { groupAdvisories } from './group-advisories.ts';

function advisory(id: string, aliases: string[] = [], upstream: string[] = []): Advisory {
  return {
    id,
    aliases,
    upstream,
    modified: '2026-01-01T00:00:00Z',
    summary: '',
    malware: false,
    severity: { level: 'unknown' },
    affected: [],
    references: [],
  };
}

function groupsOf(advisories: Iterable<Advisory>): Record<string, string[]> {
  return Object.fromEntries(
    groupAdvisories(advisories).map(({ key, advisories }) => [key, advisories.map(({ id }) => id)]),
  );
}

describe('groupAdvisories', () => {
  test('by alias, whichever of the two names the other, and by upstream', () => {
    const groups = groupsOf([
      advisory('CVE-2026-1', ['GHSA-b']),
      advisory('GHSA-b'),
      advisory('MAL-2026-1', [], ['GHSA-c']),
      advisory('GHSA-c'),
      advisory('OSV-2026-9'),
    ]);
    expect(groups).toEqual({
      'GHSA-b': ['GHSA-b', 'CVE-2026-1'],
      'GHSA-c': ['GHSA-c', 'MAL-2026-1'],
      'OSV-2026-9': ['OSV-2026-9'],
    });
  });

  test('through ids that nobody holds, and along chains', () => {
    const groups = groupsOf([
      advisory('GHSA-d', ['CVE-2026-4']),
      advisory('GHSA-a', ['CVE-2026-1']),
      advisory('SNYK-1', ['CVE-2026-1', 'CVE-2026-2']),
      advisory('MAL-2026-3', ['CVE-2026-2', 'CVE-2026-4']),
    ]);
    expect(groups).toEqual({ 'GHSA-a': ['GHSA-a', 'GHSA-d', 'MAL-2026-3', 'SNYK-1'] });
  });

  test('names like those of object members are ids like any other', () => {
    expect(
      groupsOf([advisory('a', ['constructor']), advisory('b', ['toString']), advisory('c', ['constructor'])]),
    ).toEqual({
      a: ['a', 'c'],
      b: ['b'],
    });
  });

  test('a chain of 100,000 ids stays fast', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => advisory(`OSV-${index}`, [`OSV-${index + 1}`]));
    expect(groupAdvisories(chain)).toHaveLength(1);
  });

  test('equals walking the graph, in any order of the records', () => {
    const id = fc.integer({ min: 0, max: 9 }).map((number) => `${['GHSA', 'CVE', 'MAL', 'X'][number % 4]}-${number}`);
    const record = fc.tuple(id, fc.array(id, { maxLength: 2 }), fc.array(id, { maxLength: 1 }));
    const records = fc.uniqueArray(record, { selector: ([id]) => id, maxLength: 8 });
    fc.assert(
      fc.property(
        records.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const advisories = list.map(([id, aliases, upstream]) => advisory(id, aliases, upstream));
          const groups = groupAdvisories(advisories);
          const byId = new Map(groups.flatMap(({ key, advisories }) => advisories.map(({ id }) => [id, key])));
          for (const { id } of advisories) {
            const reached = reach(id, advisories);
            for (const other of advisories) expect(byId.get(other.id) === byId.get(id)).toBe(reached.has(other.id));
          }
          expect(groupsOf(shuffled.map(([id, aliases, upstream]) => advisory(id, aliases, upstream)))).toEqual(
            groupsOf(advisories),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

function reach(start: string, advisories: Advisory[]): Set<string> {
  const seen = new Set([start]);
  for (let before = 0; before !== seen.size; ) {
    before = seen.size;
    for (const { id, aliases, upstream } of advisories) {
      const ids = [id, ...aliases, ...upstream];
      if (ids.some((one) => seen.has(one))) for (const one of ids) seen.add(one);
    }
  }
  return seen;
}
