import type { GateFacts, GatePolicy } from '../../gate/index.ts';

const HOUR = 60 * 60 * 1000;

/** Overrides that do not hold yet, but would with one more person. */
export function waitingOverrides(
  overrides: GateFacts['overrides'],
  { overrides: { people, maxHours } }: GatePolicy,
  at: string,
) {
  if (!overrides.known) return [];
  return overrides.value.filter(
    (one) => one.people.length < people && Date.parse(one.createdAt) + maxHours * HOUR > Date.parse(at),
  );
}
