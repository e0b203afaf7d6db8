import type { Advisory, AdvisoryProblem, PackageVersion } from './advisory.ts';

/** What a source hands over at a time: small enough to write in one transaction together with its cursor. */
export interface AdvisoryBatch {
  advisories: Advisory[];
  problems: AdvisoryProblem[];
  /** Opaque. Stored with the batch; handed back, the source goes on after it. Left out where there is no such place. */
  cursor?: string;
  /** Records read so far and, where it is known, in all: for progress. */
  done: number;
  total?: number;
}

export interface AdvisoryRequest {
  /** What the API is asked about. The export and local copies are read whole and do not look at it. */
  packages: () => AsyncIterable<PackageVersion> | Iterable<PackageVersion>;
  /** Where an earlier read ended. Left out for a first read. */
  cursor?: string;
  /** `modified` of a record that the caller holds already: one that did not change is not fetched again. */
  held?: (id: string) => string | undefined;
  /** Ids the caller holds: the API leaves withdrawn records out of its answers, so they are asked for by id. */
  heldIds?: () => Iterable<string>;
  signal?: AbortSignal;
}

/**
 * One interface for the OSV API, the OSV export and a local copy.
 * @throws OsvError `unreachable` (network, after retries), `incomplete` (cut off; what was handed over stands), `format`.
 */
export interface AdvisorySource {
  /** For messages: `api.osv.dev`, `export of 2026-11-21`, a path. */
  readonly name: string;
  read(request: AdvisoryRequest): AsyncIterable<AdvisoryBatch>;
}
