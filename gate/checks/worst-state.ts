import { EFFECTS, type GatePolicy, type Undecided } from '../policy.ts';

/** Why a part of a check is not known. */
export interface NotKnown {
  state: Undecided;
  /** A sentence without its full stop. */
  text: string;
}

const RANK: Record<Undecided, number> = { error: 0, 'no-data': 1, 'no-traffic': 2 };

/**
 * Several parts of a check are not known, for different reasons: the one of which the policy makes most is its state, so that a second thing
 * that is not known never makes it milder.
 */
export function worstNotKnown(parts: readonly NotKnown[], policy: Pick<GatePolicy, 'unknown'>): NotKnown | undefined {
  return parts.toSorted((a, b) => strictness(b) - strictness(a) || RANK[a.state] - RANK[b.state])[0];

  function strictness({ state }: NotKnown): number {
    return EFFECTS.indexOf(policy.unknown[state]);
  }
}
