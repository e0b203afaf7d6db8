import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_REPORT_LEVEL, type LedgerEntry, type Person } from '../../scanners/maintainers/index.ts';
import { committedNoiseTable, noiseTable } from './noise-table.ts';
import { noiseOf, PACKUMENTS, type Replayed, replay } from './replay.ts';

interface Truth {
  packages: Record<
    string,
    {
      name: string;
      maintainer_set_changes: number;
      publisher_changes: number;
      top_level_added: string[];
      top_level_removed: string[];
    }
  >;
  events: Record<string, object[]>;
}

describe.skipIf(!existsSync(PACKUMENTS))('real documents (skipped where ../shared is absent)', () => {
  const truth = (): Truth => JSON.parse(readFileSync(join(PACKUMENTS, 'truth.json'), 'utf8'));

  test('every change of the set and of the publisher is found, and none is invented', () => {
    const replayed = new Map(replay().map((each) => [each.snapshot.name, each]));
    const { packages, events } = truth();
    expect(replayed.size).toBe(30);
    expect(Object.keys(packages)).toHaveLength(30);
    for (const [key, expected] of Object.entries(packages)) {
      const found = replayed.get(expected.name)!;
      const told = eventsOf(found);
      const count = (kind: string) => told.filter((event) => event.kind === kind).length;
      expect(count('maintainers'), key).toBe(expected.maintainer_set_changes);
      expect(count('publisher'), key).toBe(expected.publisher_changes);
      expect(told.sort(byContent), key).toEqual((events[key] ?? []).sort(byContent));
      expect(topLevelOf(found), key).toEqual([expected.top_level_added.sort(), expected.top_level_removed.sort()]);
    }
  });

  test('at the default level about two issues a month come of 1,500 packages', () => {
    const noise = noiseOf(replay());
    const { perMonth } = noise.find(({ level }) => level === DEFAULT_REPORT_LEVEL)!;
    expect(perMonth).toBeLessThan(2.5);
    // One level lower would be too much: the default is the lowest that keeps the promise.
    expect(noise.at(noise.findIndex(({ level }) => level === DEFAULT_REPORT_LEVEL) - 1)!.perMonth).toBeGreaterThan(10);
  });

  test('docs/maintainer-risk.md has the numbers that are measured (node test/maintainers/noise-table.ts --write)', () => {
    expect(committedNoiseTable()).toBe(noiseTable(replay()));
  });
});

type Event = { at: string; version: string; kind: string } & Record<string, unknown>;

/** Changes as the ledger tells them, in the words of the truth. */
function eventsOf({ entries, snapshot }: Replayed): Event[] {
  const versionAt = new Map(snapshot.versions.map(({ publishedAt, version }) => [publishedAt, version]));
  const events: Event[] = [];
  let publisher: string | undefined;
  for (const entry of entries) {
    const version = versionAt.get(entry.at);
    if (version === undefined) continue;
    if (entry.kind === 'maintainers' && entry.before) {
      const change = { added: names(entry.after, entry.before), removed: names(entry.before, entry.after) };
      if (change.added.length + change.removed.length > 0)
        events.push({ at: entry.at, version, kind: 'maintainers', ...change });
    } else if (entry.kind === 'published' && entry.publisher) {
      const { name } = entry.publisher;
      if (publisher !== undefined && publisher !== name)
        events.push({ at: entry.at, version: entry.version, kind: 'publisher', from: publisher, to: name });
      publisher = name;
    }
  }
  return events;
}

/** Who came and went after the last version, at a moment that nobody knows. */
function topLevelOf({ entries, snapshot }: Replayed): [added: string[], removed: string[]] {
  const moments = new Set(snapshot.versions.map(({ publishedAt }) => publishedAt));
  const last = entries.findLast(
    (entry): entry is Extract<LedgerEntry, { kind: 'maintainers' }> => entry.kind === 'maintainers',
  );
  if (last?.before === undefined || moments.has(last.at)) return [[], []];
  return [names(last.after, last.before), names(last.before, last.after)];
}

function names(of: readonly Person[], without: readonly Person[]): string[] {
  const others = new Set(without.map(({ name }) => name));
  return of
    .map(({ name }) => name)
    .filter((name) => !others.has(name))
    .sort();
}

function byContent(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
