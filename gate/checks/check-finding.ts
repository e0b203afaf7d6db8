import type { CheckState, EvidenceLink } from '../verdict.ts';

/**
 * What a check found, before the policy says what comes of it: `checkX(facts, policy, now)` in the file of its name gives one. A check knows
 * neither its mode nor what an unknown means, so that no check can let something pass by itself.
 */
export interface CheckFinding {
  state: CheckState;
  /** As people read it; null where nothing is known. */
  value: string | null;
  threshold: string;
  /** How many alerts, events, objectives were looked at; null where that has no meaning. */
  sampleSize: number | null;
  /** One sentence with its full stop. It may hold text from outside: who shows it escapes it. */
  reason: string;
  /** The worst first, at most 20; `more` were left off. */
  evidence: readonly EvidenceLink[];
  more: number;
  /** ISO 8601: the earliest time at which it would pass if nothing else changes; null where that cannot be known. */
  passesAt: string | null;
}
