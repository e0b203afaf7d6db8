import type { Advisory, AdvisoryProblem } from '../../scanners/osv/advisory.ts';
import type { AdvisoryBatch } from '../../scanners/osv/advisory-source.ts';

export interface Collected {
  batches: AdvisoryBatch[];
  advisories: Advisory[];
  ids: string[];
  problems: AdvisoryProblem[];
  cursor?: string;
  error?: unknown;
}

/** Reads a source to its end, or to the error it ends with, as a database would: what came before the error stands. */
export async function collect(batches: AsyncIterable<AdvisoryBatch>): Promise<Collected> {
  const collected: Collected = { batches: [], advisories: [], ids: [], problems: [] };
  try {
    for await (const batch of batches) {
      collected.batches.push(batch);
      collected.advisories.push(...batch.advisories);
      collected.ids.push(...batch.advisories.map(({ id }) => id));
      collected.problems.push(...batch.problems);
      if (batch.cursor !== undefined) collected.cursor = batch.cursor;
    }
  } catch (error) {
    collected.error = error;
  }
  return collected;
}

/** The caller's side of `held` and `heldIds`. */
export function holding(advisories: Iterable<Pick<Advisory, 'id' | 'modified'>>) {
  const held = new Map([...advisories].map(({ id, modified }) => [id, modified]));
  return { held: (id: string) => held.get(id), heldIds: () => held.keys(), packages: () => [] };
}

/** A record of one flaw in one package. */
export function recordOf(id: string, more: RecordParts = {}): object {
  const { name = 'pkg', modified = '2026-01-01T00:00:00Z', events = [{ introduced: '0' }], ...rest } = more;
  return {
    schema_version: '1.7.3',
    id,
    modified,
    summary: `A flaw in ${name}`,
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }] }],
    ...rest,
  };
}

interface RecordParts {
  name?: string;
  modified?: string;
  events?: object[];
  [field: string]: unknown;
}
