import type { Advisory, AdvisorySource } from '../../scanners/osv/index.ts';

/** An advisory on all versions of a package below the fixed one. */
export function advisory(id: string, name: string, fixed: string, more: Partial<Advisory> = {}): Advisory {
  return {
    id,
    modified: '2026-01-02T00:00:00Z',
    published: '2026-01-01T00:00:00Z',
    aliases: [],
    upstream: [],
    summary: `${name} is weak`,
    malware: false,
    severity: { level: 'high', score: 7.5 },
    affected: [{ name, versions: [], ranges: [{ events: [{ introduced: '0' }, { fixed }] }] }],
    references: [],
    ...more,
  };
}

/** A source that hands over what it holds at the time. */
export function sourceOf(advisories: Advisory[]): AdvisorySource {
  return {
    name: 'test',
    read: async function* () {
      yield { advisories: [...advisories], problems: [], done: advisories.length };
    },
  };
}
