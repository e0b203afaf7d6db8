import type { Advisory, AffectedPackage } from './advisory.ts';
import { type CompiledAffected, compileAffected, holdsVersion } from './compile-affected.ts';
import { parseVersion } from './version-precedence.ts';

export interface Matcher {
  /** The advisories that affect this version, each once, in the order in which they were given. */
  match(name: string, version: string): Advisory[];
  /**
   * Every advisory that names the package, whichever versions it affects: a fix must lead into none of them. Left out
   * where only the records that affect something are to be had.
   */
  known?(name: string): readonly Advisory[];
}

interface Entry {
  advisory: Advisory;
  affected: AffectedPackage;
  /** Made when the package is first asked about. */
  compiled: CompiledAffected | undefined;
}

/**
 * An index by package name over advisories in memory; withdrawn ones are left out. Ranges are made ready when a
 * package is first asked about, so that building it over the whole export costs little: records must not be changed
 * once they were given. Give each id once.
 */
export function createMatcher(advisories: Iterable<Advisory>): Matcher {
  const byName = new Map<string, Entry[]>();
  for (const advisory of advisories) {
    if (advisory.withdrawn !== undefined) continue;
    for (const affected of advisory.affected) {
      const entries = byName.get(affected.name);
      const entry: Entry = { advisory, affected, compiled: undefined };
      if (entries) entries.push(entry);
      else byName.set(affected.name, [entry]);
    }
  }

  return {
    match(name, version) {
      const entries = byName.get(name);
      if (!entries) return [];
      const parsed = parseVersion(version);
      const found: Advisory[] = [];
      for (const entry of entries) {
        // A record's entries for one package stand next to each other.
        if (found.at(-1) === entry.advisory) continue;
        entry.compiled ??= compileAffected(entry.affected);
        if (holdsVersion(entry.compiled, version, parsed)) found.push(entry.advisory);
      }
      return found;
    },
    known: (name) => [...new Set((byName.get(name) ?? []).map(({ advisory }) => advisory))],
  };
}
