import { canonicalJson } from '../../db/canonical-json.ts';
import { saveChecked } from '../../db/package-checks.ts';
import { lockTracked } from '../../db/package-polls.ts';
import { loadLedgers } from '../../db/packages-to-judge.ts';
import { appendLedger } from '../../db/trust-ledger.ts';
import {
  isDue,
  type LedgerCheck,
  type LedgerEntry,
  type LedgerFact,
  ledgerChecks,
  nextLook,
} from '../../scanners/maintainers/index.ts';
import type { JobContext } from '../jobs/job-context.ts';

export interface ChecksToSave {
  name: string;
  /** What was looked at: all that was to be looked at from the one moment to the other. */
  since: Date;
  until: Date;
  /** How many entries its ledger had then. */
  entries: number;
  facts: readonly LedgerFact[];
  /** Something of it could not be asked. */
  putOff: boolean;
  requests: number;
}

/** Whoever wants to be left alone for longer than this is no help. */
const LONGEST_WAIT = 24 * 60 * 60 * 1000;

/**
 * Writes what was found about a package, in one transaction with when it is to be looked at again. What its ledger says already is not said
 * twice, whoever said it; and what came into it meanwhile is still to be looked at.
 * @returns how many entries were added
 */
export async function saveChecks(context: JobContext, checks: ChecksToSave): Promise<number> {
  const { name, since, until, facts, putOff, requests } = checks;
  return context.db.transaction().execute(async (trx) => {
    // Nobody holds it any more: nobody waits for it.
    if ((await lockTracked(trx, name)) === undefined) return 0;
    const now = context.now();
    const { entries } = (await loadLedgers(trx, [name])).get(name)!;
    const told = new Set(entries.map(keyOf));
    const at = now.toISOString();
    const fresh = facts
      .filter((fact) => !told.has(keyOf(fact)))
      .map((fact): LedgerEntry => ({ at, seenAt: at, history: false, ...fact }));
    await appendLedger(trx, name, fresh);
    const left = ledgerChecks([...entries, ...fresh]);
    const mayWait = putOff && until.getTime() - since.getTime() < LONGEST_WAIT;
    const missed = mayWait || isMissed(left, entries.slice(checks.entries), { since, until });
    const next = nextLook(left, until.getTime());
    await saveChecked(trx, {
      name,
      dueAt: missed ? since : next === null ? null : new Date(next),
      learned: fresh.length > 0,
      requests,
      now,
    });
    if (fresh.length > 0) await context.ledgerChanged?.(trx, [name]);
    return fresh.length;
  });
}

/** Whether something that came meanwhile should have been looked at with the rest. */
function isMissed(
  left: readonly LedgerCheck[],
  meanwhile: readonly LedgerEntry[],
  { since, until }: { since: Date; until: Date },
): boolean {
  return meanwhile.length > 0 && left.some((check) => isDue(check, since.getTime(), until.getTime()));
}

function keyOf(fact: LedgerFact | LedgerEntry): string {
  const { at, seenAt, history, ...rest } = fact as LedgerEntry;
  return canonicalJson(rest);
}
