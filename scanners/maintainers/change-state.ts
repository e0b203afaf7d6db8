import type { RiskLevel } from './maintainer-risk.ts';

/** What a person of an installation decided about a change. */
export interface ChangeDecision {
  kind: 'accept' | 'investigate';
  author: string;
  reason: string | null;
  /** Who is to look into it, for kind investigate. */
  person: string | null;
  /** The last signal that they knew of. */
  signalsUntil: Date;
  decidedAt: Date;
}

export interface DecidableChange {
  level: RiskLevel;
  /** ISO 8601 or a Date */
  lastSignalAt: string | Date;
  reverted: boolean;
  /** The advisory that says that one of its versions is malware. */
  malware: string | null;
}

export interface ChangeState {
  /** Only `open` asks something of people, and holds updates. Why it does not: */
  state: 'open' | 'accepted' | 'reverted' | 'quiet' | 'malware';
  /** When an open one goes quiet by itself; not there while somebody looks into it. When a quiet one did. */
  until?: Date;
  /** Who accepted it, and why. */
  by?: string;
  reason?: string;
  /** Who looks into an open one. */
  investigatedBy?: string;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Whether a change is open for an installation, by what its people decided. Malware is told of by its own alert and rolled back; an
 * acceptance counts until there is a signal that it did not know of; an investigation holds the change open until it is accepted, and
 * one that was asked for after an acceptance takes that back. All else goes quiet when `cooldownDays` went by without a further signal.
 * What is level info was never worth anybody's time: it is quiet from the start.
 */
export function changeState(
  change: DecidableChange,
  decisions: readonly ChangeDecision[],
  { now, cooldownDays }: { now: Date; cooldownDays: number },
): ChangeState {
  if (change.malware !== null) return { state: 'malware', reason: change.malware };
  if (change.reverted) return { state: 'reverted' };
  if (change.level === 'info') return { state: 'quiet' };
  const lastSignal = new Date(change.lastSignalAt).getTime();
  const acceptance = latest(decisions, 'accept');
  const investigation = latest(decisions, 'investigate');
  const isLookedInto = investigation !== undefined && !(acceptance && acceptance.decidedAt >= investigation.decidedAt);
  if (isLookedInto) return { state: 'open', investigatedBy: investigation.person ?? investigation.author };
  const known = acceptance !== undefined && acceptance.signalsUntil.getTime() >= lastSignal;
  if (known) return { state: 'accepted', by: acceptance.author, reason: acceptance.reason ?? undefined };
  const until = new Date(lastSignal + cooldownDays * DAY);
  return { state: now < until ? 'open' : 'quiet', until };
}

function latest(decisions: readonly ChangeDecision[], kind: ChangeDecision['kind']): ChangeDecision | undefined {
  const ofKind = decisions.filter((decision) => decision.kind === kind);
  return ofKind.sort((a, b) => b.decidedAt.getTime() - a.decidedAt.getTime())[0];
}
