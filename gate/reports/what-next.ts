import { momentText, named } from '../checks/in-words.ts';
import type { Verdict } from '../verdict.ts';

/** What follows from the headline, as plain sentences with their full stops: how long it stays so, and what helps. */
export function whatNext(verdict: Verdict): string[] {
  const { override, passesAt, decided } = verdict;
  if (override) {
    const reason = named(override.reason, 300);
    const stop = /[.!?…]$/.test(reason) ? '' : '.';
    return [`Their reason: ${reason}${stop}`, `It holds until ${momentText(override.expiresAt)}.`];
  }
  if (verdict.verdict !== 'block') return [];
  if (passesAt !== null) return [`If nothing else changes, it passes at ${momentText(passesAt)}.`];
  return decided
    ? []
    : ['Something has to be known before this can be decided; nothing that is known speaks against it.'];
}
