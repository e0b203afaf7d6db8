import type { Person } from './ledger-entry.ts';

/** From nothing to see to do not touch. */
export const RISK_LEVELS = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

export const TRUST_SIGNALS = [
  'maintainer-added',
  'maintainer-removed',
  'maintainers-replaced',
  'email-changed',
  'email-domain',
  'publisher',
  'trusted-publishing',
  'provenance',
  'provenance-source',
  'install-script',
  'bin',
  'young-dependency',
  'git-tag',
  'git-head',
  'dormant',
  'burst',
  'deprecated',
  'unpublished',
] as const;
export type TrustSignalKind = (typeof TRUST_SIGNALS)[number];

/** One thing that changed, and how much it weighs. Names are the registry's, as they are. */
export interface TrustSignal {
  kind: TrustSignalKind;
  /** ISO 8601 */
  at: string;
  version?: string;
  /** Whom it is about: maintainers, a publisher. */
  people?: readonly string[];
  /** In words, completing nothing: a sentence without its full stop. */
  text: string;
  /** Points, by the table of weights. A kind counts once in a change: all but the heaviest signal of a kind have 0. */
  weight: number;
}

/**
 * What happened to a package within a while, judged as one: a new maintainer on Monday and an install script on Tuesday are one
 * story.
 */
export interface MaintainerChange {
  packageName: string;
  /**
   * ISO 8601: of the first and of the last signal that weighs anything, where one does. `startedAt` is what tells one change of a package
   * from the next.
   */
  startedAt: string;
  lastSignalAt: string;
  /** The heaviest first. */
  signals: TrustSignal[];
  /** The sum of the weights, at most 100. */
  score: number;
  level: RiskLevel;
  /** Version of the table of weights. */
  weights: number;
  /** The sets before and after, where they differ. */
  maintainers?: { before: readonly Person[]; after: readonly Person[] };
  /** Versions that were published within it: what an update must not lead to. */
  versions: string[];
  /** Whoever is there now is again who was there before, and nothing was published that has a signal of its own. */
  reverted: boolean;
}

/** What is known beyond a package's own ledger. */
export interface JudgeContext {
  now: Date;
  /**
   * How many other packages of the inventory an account published, or could publish, before a moment (ISO 8601). What it came to since
   * does not count: who takes over two packages at once is not known from either.
   */
  otherPackagesOf: (person: string, before: string) => number;
  /**
   * Other packages that the same account, or the same scope, published within 15 minutes of a moment; [] where there were none. Asked
   * for the moments that `momentsToLookAround` gives, and for no others.
   */
  publishedAround: (publication: { publisher: string | undefined; at: string }) => readonly NearbyPublication[];
}

/** What a judgement is made by beyond the two. */
export interface JudgeOptions extends JudgeContext {
  /** Judges also what happened before the package was first seen, as its document tells it: for replays. */
  history?: boolean;
}

export interface NearbyPublication {
  packageName: string;
  version: string;
  /** ISO 8601 */
  at: string;
}
