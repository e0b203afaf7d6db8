import { existsSync, readFileSync } from 'node:fs';
import { expect, type TestContext, test } from 'vitest';
import { inventory } from '../lockfiles/inventory.ts';
import { LockfileError } from '../lockfiles/lockfile-error.ts';
import { parseLockfile } from '../lockfiles/parse-lockfile.ts';
import { createMatcher } from './matcher.ts';
import { readAdvisory } from './read-advisory.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);

/** This record says "< 2.1.3" as its last known affected version and has no fix; the recorded pairs do not look at that. */
const BOUNDED_BY_LAST_KNOWN = new Set(['formidable@2.1.5 GHSA-75v8-2h7p-7m2m', 'formidable@3.5.4 GHSA-75v8-2h7p-7m2m']);

const FAMILIES = { npm: 'npm', pnpm: 'pnpm', yarn1: 'yarn', berry: 'yarn', bun: 'bun' } as const;

interface RealLockfile {
  file: string;
  format: keyof typeof FAMILIES | 'bun.lockb';
}

type Pairs = Record<string, string[]>;

test('every real lockfile gives the recorded pairs of package version and advisory, and no other', (context) => {
  requireData(context);
  const matcher = createMatcher(readAdvisories());
  const matches = readJson<Pairs>('lockfiles/matches.json');
  const nonRegistry = readJson<Pairs>('lockfiles/matches-nonregistry.json');
  const lockfiles = readJson<RealLockfile[]>('lockfiles/index.json').filter(({ file }) => file in matches);
  expect(lockfiles).toHaveLength(Object.keys(matches).length);

  let compared = 0;
  let bounded = 0;
  for (const { file, format } of lockfiles) {
    const recorded = matches[file]!;
    const expected = recorded.filter((pair) => !BOUNDED_BY_LAST_KNOWN.has(pair));
    const found = pairsOf(matcher, file, format);
    expect({ file, found }).toEqual({ file, found: expected.sort() });
    compared += recorded.length;
    bounded += recorded.length - expected.length;

    // A workspace, a link or a git checkout is not the registry's package of that name.
    const foreign = (nonRegistry[file] ?? []).map((pair) => pair.slice(pair.indexOf(' ') + 1));
    expect(found.filter((pair) => foreign.includes(pair) && !recorded.includes(pair))).toEqual([]);
  }
  expect({ compared, bounded }).toEqual({ compared: 7_540, bounded: 5 });
});

/** A lockfile that cannot be read has no pairs; the recorded ones tell whether it should have been. */
function pairsOf(matcher: ReturnType<typeof createMatcher>, file: string, format: RealLockfile['format']): string[] {
  if (format === 'bun.lockb') return [];
  const text = readFileSync(new URL(`lockfiles/${file}`, DATA), 'utf8');
  try {
    const items = inventory(parseLockfile({ path: file, text }, FAMILIES[format]));
    return items
      .flatMap(({ name, version }) => matcher.match(name, version).map(({ id }) => `${name}@${version} ${id}`))
      .sort();
  } catch (error) {
    if (error instanceof LockfileError) return [];
    throw error;
  }
}

function readAdvisories() {
  const lines = readFileSync(new URL('osv/records.ndjson', DATA), 'utf8').split('\n');
  const withdrawn = readFileSync(new URL('osv/withdrawn.ndjson', DATA), 'utf8').split('\n');
  return [...lines, ...withdrawn]
    .filter((line) => line !== '')
    .flatMap((line) => readAdvisory(JSON.parse(line)).advisory ?? []);
}

function readJson<Json>(file: string): Json {
  return JSON.parse(readFileSync(new URL(file, DATA), 'utf8')) as Json;
}

function requireData({ skip }: TestContext): void {
  if (!existsSync(DATA)) skip('the folder of real data is not on this machine');
}
