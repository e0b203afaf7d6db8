import type { MaintainerChange } from '../../../scanners/maintainers/index.ts';

/** What an issue about maintainer changes is made from. Names and texts are as registries and lockfiles have them. */
export interface ReportFacts {
  /** `day:2026-11-25` or `change:12`. */
  key: string;
  /** When it was first owed: with the key it tells the issue from those of another database. */
  since: Date;
  /** In the order in which they are told. */
  changes: readonly ReportedChange[];
  problems: readonly ReportProblem[];
}

export interface ReportedChange extends MaintainerChange {
  id: number;
  /** Whether it asks for people, and how it ended where it does not. */
  state: ReportedChangeState;
  holders: readonly ReportedHolder[];
  /** An address on the web, as the registry says it. */
  source: string | null;
  /** The advisory that says that one of its versions is malware. */
  malware: string | null;
}

export interface ReportedChangeState {
  state: 'open' | 'accepted' | 'reverted' | 'quiet' | 'malware' | 'unwatched' | 'elsewhere' | 'gone';
  until?: Date;
  by?: string;
  reason?: string;
  investigatedBy?: string;
}

/** A lockfile that holds a version of the package. */
export interface ReportedHolder {
  /** `owner/name` */
  repository: string;
  lockfilePath: string;
  version: string;
  direct: boolean;
  path: readonly string[];
}

/** Why the issue is not where the configuration says. */
export interface ReportProblem {
  reportTo: string;
  why: 'unknown' | 'public';
}
