import type { LedgerFact } from '../../scanners/maintainers/index.ts';
import type { FoundTag } from '../github/find-tag.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { RegistryPauses } from '../jobs/polls/registry-pauses.ts';
import type { MadeRequest, PollLimits } from '../registry/poll-packument.ts';
import type { RegistrySettings } from '../updates/registry/registry-settings.ts';
import type { LookUpDomain } from './domain-lookup.ts';

/** Whom the checks ask. */
export interface Checking {
  /** From our own settings. */
  registry: RegistrySettings;
  /** Requests to registries an hour, the polls' among them; 0: nothing is checked. */
  budget: number;
  /** The polls' too. */
  pauses: RegistryPauses;
  onRequest?: (request: MadeRequest) => void;
  limits?: Partial<PollLimits>;
  /** Left out: no repository is looked at. */
  findTag?: FindTag;
  /** Left out: no domain is looked up. */
  lookUpDomain?: LookUpDomain;
}

/** The first of these tags that a repository has, by its address. */
export type FindTag = (repository: string, names: readonly string[]) => Promise<FoundTag>;

/** What became of a question. */
export type Answer =
  | { kind: 'found'; facts: LedgerFact[] }
  /** Nobody can tell now: it was looked at. */
  | { kind: 'unknown' }
  /** It was not asked: enough was asked for now, or whoever could tell wants to be left alone. */
  | { kind: 'later' };

export interface CheckSummary {
  packages: number;
  /** Of registries. */
  requests: number;
  /** Entries that were added to ledgers. */
  entries: number;
  /** Questions that nobody could answer, and those that were put off. */
  unknown: number;
  later: number;
}

export interface CheckRun {
  context: JobContext;
  checking: Checking;
  summary: CheckSummary;
  /** Requests to registries that it may still make. */
  left: number;
}

/** A package while it is checked. */
export interface CheckedNow {
  name: string;
  /** Where its source is, as its document says it. */
  repository: string | null;
  /** Of registries, so far. */
  requests: number;
}
