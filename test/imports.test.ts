import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** ARCHITECTURE.md, "Who may import whom". A room may use the code of `runtime` rooms, and the types of `types` rooms too. */
const rooms: Record<string, { runtime: string[]; types: string[] }> = {
  scanners: { runtime: [], types: [] },
  gate: { runtime: ['scanners'], types: [] },
  db: { runtime: [], types: ['scanners', 'gate'] },
  app: { runtime: ['scanners', 'gate', 'db'], types: [] },
  actions: { runtime: ['scanners', 'gate'], types: ['app'] },
};

/** What would let a pure room read the clock, the network or the disk. Files that are handed such a thing are named. */
const effects = /^node:(fs|child_process|net|http|https|http2|dgram|dns|tls|process|worker_threads|os|timers)/;
const effectsAllowed = [/^scanners\/checkout\//, /^scanners\/osv\/sources\//, /\/client\.ts$/];

interface Import {
  file: string;
  target: string;
  typeOnly: boolean;
}

const root = join(import.meta.dirname, '..');
const imports = Object.keys(rooms)
  .flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root }))
  .filter((file) => !file.endsWith('.test.ts') && !file.includes('/dist/'))
  .flatMap(importsOf);

describe('imports', () => {
  test('are found at all', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  test('cross rooms only in the direction of the house', () => {
    const wrong = imports.filter(({ file, target, typeOnly }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      // The manifest is data that any room of the shell may read: its version.
      if (!target.startsWith('.') || from === to || to === 'package.json') return false;
      const { runtime, types } = rooms[from]!;
      return !(runtime.includes(to) || (typeOnly && types.includes(to)));

      function roomOf(path: string): string {
        const resolved = path.startsWith('.') ? normalize(join(dirname(file), path)) : path;
        return resolved.split('/')[0]!;
      }
    });
    expect(wrong).toEqual([]);
  });

  test('bring no clock, network or disk into the pure rooms', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        /^(scanners|gate)\//.test(file) &&
        effects.test(target) &&
        !effectsAllowed.some((allowed) => allowed.test(file)),
    );
    expect(wrong).toEqual([]);
  });
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([, type, from, bare, dynamic]) => ({
    file: relative('.', file),
    target: from ?? bare ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }));
}
