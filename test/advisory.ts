import type { InventoryItem } from '../scanners/lockfiles/index.ts';
import type { Advisory, AdvisoryBatch, AdvisoryRequest, AdvisorySource } from '../scanners/osv/index.ts';

/** A record that affects every version of `name` below `fixed`. */
export function makeAdvisory(id: string, name: string, fixed: string, rest: Partial<Advisory> = {}): Advisory {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    published: '2026-01-01T00:00:00Z',
    aliases: [],
    upstream: [],
    summary: `${name} is unwell`,
    malware: false,
    severity: { level: 'high', score: 7.5 },
    affected: [{ name, versions: [], ranges: [{ events: [{ introduced: '0' }, { fixed }] }] }],
    references: [],
    ...rest,
  };
}

export function makeItem(name: string, version: string, rest: Partial<InventoryItem> = {}): InventoryItem {
  return {
    name,
    version,
    direct: true,
    scopes: ['prod'],
    path: [],
    requiredRange: `^${version}`,
    requiredBy: '.',
    copies: 1,
    keys: [`node_modules/${name}`],
    bundled: false,
    ...rest,
  };
}

/** A source that hands over what it is given, and goes on after its cursor: the number of batches handed over. */
export function makeSource(batches: readonly (readonly Advisory[])[], name = 'test source'): AdvisorySource {
  return {
    name,
    async *read({ cursor = '0' }: AdvisoryRequest): AsyncGenerator<AdvisoryBatch> {
      for (const [index, advisories] of batches.entries()) {
        if (index < Number(cursor)) continue;
        yield { advisories: [...advisories], problems: [], cursor: String(index + 1), done: index + 1 };
      }
    },
  };
}
