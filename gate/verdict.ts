import type { GrantedOverride } from './facts.ts';
import type { CheckName, Effect, Mode, Undecided } from './policy.ts';
import type { TrustScore } from './trust/trust-score.ts';

export type CheckState = 'pass' | 'warn' | 'fail' | Undecided;

/** Where somebody can look for themselves. */
export interface EvidenceLink {
  text: string;
  url?: string;
}

/** What one check came to. */
export interface CheckResult {
  check: CheckName;
  mode: Exclude<Mode, 'off'>;
  /**
   * `warn` says that it would have failed and is only warned of, or that it passed by a hair. What comes of the last three the policy says.
   */
  state: CheckState;
  effect: Effect;
  /** As people read them, such as `2 critical` and `at most 0`; null where nothing is known. */
  value: string | null;
  threshold: string;
  /** How many alerts, events, objectives were looked at; null where that has no meaning. */
  sampleSize: number | null;
  /** One sentence that a tired person understands at once. */
  reason: string;
  /** What it rests on, the worst first, at most 20. `more` says how many were left off. */
  evidence: readonly EvidenceLink[];
  more: number;
  /** ISO 8601: the earliest time at which it would pass if nothing else changes; null where that cannot be known. */
  passesAt: string | null;
}

/** May this deploy go ahead? */
export interface Verdict {
  verdict: Effect;
  /**
   * False: it could not be decided. Something that is not known blocks, and nothing that is known does. People are told so in other words
   * than of a block.
   */
  decided: boolean;
  environment: string;
  repository: string;
  sha?: string;
  /** ISO 8601 */
  at: string;
  checks: readonly CheckResult[];
  /** Null where no part of it is known. */
  score: TrustScore | null;
  /** The one that holds, and what the verdict was without it. */
  override: (GrantedOverride & { instead: Effect }) | null;
  /** ISO 8601: when all that blocks would pass if nothing else changes; null where that cannot be known, or nothing blocks. */
  passesAt: string | null;
}
