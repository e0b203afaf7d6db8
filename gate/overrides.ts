import { compareText } from './checks/compare-text.ts';
import { isSameEnvironment } from './environment.ts';
import type { GateFacts, GrantedOverride } from './facts.ts';
import type { GatePolicy } from './policy.ts';

const HOUR = 60 * 60 * 1000;

/**
 * The override that holds now, of several the one that ends last, with its end cut to the longest that the policy allows; null where none
 * does. What cannot be read, such as a time that is none, does not hold.
 */
export function overrideThatHolds(facts: GateFacts, policy: GatePolicy, now: Date): GrantedOverride | null {
  if (!facts.overrides.known) return null;
  const holding = facts.overrides.value.flatMap((override) => {
    const end = endOf(override, policy);
    const holds =
      isSameEnvironment(override.environment, facts.environment) &&
      Date.parse(override.createdAt) <= now.getTime() &&
      end > now.getTime() &&
      peopleOf(override) >= policy.overrides.people;
    return holds ? [{ ...override, expiresAt: new Date(end).toISOString() }] : [];
  });
  return holding.sort((a, b) => compareText(b.expiresAt, a.expiresAt) || compareText(a.id, b.id))[0] ?? null;
}

function endOf({ createdAt, expiresAt }: GrantedOverride, { overrides }: GatePolicy): number {
  return Math.min(Date.parse(expiresAt), Date.parse(createdAt) + overrides.maxHours * HOUR);
}

/** GitHub's logins are not case-sensitive: one person is not two. */
function peopleOf({ people }: GrantedOverride): number {
  return new Set(people.map((login) => login.trim().toLowerCase()).filter((login) => login !== '')).size;
}
