import type { Selectable } from 'kysely';
import type { GateFacts } from '../gate/facts.ts';
import type { GatePolicy } from '../gate/policy.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { ConfigProblem } from '../scanners/config/index.ts';
import { appendEvidence } from './evidence.ts';
import { storableJson, storableText } from './json-rows.ts';
import type { Trx } from './open-database.ts';
import type { AskedByKind, GateDecisionsTable } from './schema/gate-decisions.ts';

/** Who asked: a kind, and what it has of a name, such as that of a token or `run 123 of octo-org/web-shop`. */
export interface AskedBy {
  kind: AskedByKind;
  name: string;
  runId?: number;
}

export interface DecisionToRecord {
  installationId: number;
  repositoryId: number;
  askedBy: AskedBy;
  /**
   * Whether a deploy goes ahead or is held by it: that is put on evidence. Leave it false for dry runs, for looks that only tell people, and
   * where a run that waits is looked at again and the answer is what it was.
   */
  forDeploy: boolean;
  facts: GateFacts;
  /** Where it could not be read: what was wrong with it. */
  policy: GatePolicy | { ok: false; problems: readonly ConfigProblem[] };
  verdict: Verdict;
}

/** Keeps a decision with the facts as they were, and puts it on evidence where a deploy hangs on it. @returns its number. */
export async function recordDecision(trx: Trx, decision: DecisionToRecord): Promise<number> {
  const { installationId, repositoryId, askedBy, forDeploy, facts, policy, verdict } = decision;
  const at = new Date(verdict.at);
  const { id } = await trx
    .insertInto('gate_decisions')
    .values({
      installation_id: installationId,
      repository_id: repositoryId,
      environment: storableText(verdict.environment),
      sha: verdict.sha === undefined ? null : storableText(verdict.sha),
      at,
      asked_by_kind: askedBy.kind,
      asked_by: storableText(askedBy.name),
      run_id: askedBy.runId ?? null,
      for_deploy: forDeploy,
      verdict: verdict.verdict,
      decided: verdict.decided,
      score: verdict.score?.score ?? null,
      facts: storableJson(facts),
      policy: storableJson(policy),
      result: storableJson(verdict),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (forDeploy) {
    const event = verdict.decided ? EVENTS[verdict.verdict] : 'gate.undecided';
    const data = evidenceOf(decision);
    await appendEvidence(trx, installationId, [{ at, event, subject: `gate-decision:${id}`, data }]);
  }
  return id;
}

export type GateDecision = Selectable<GateDecisionsTable>;

const EVENTS = { allow: 'gate.allowed', warn: 'gate.warned', block: 'gate.blocked' } as const;

/** What was decided and why, without the facts: those are kept with the decision. */
function evidenceOf({ repositoryId, askedBy, verdict }: DecisionToRecord) {
  return {
    repository: { id: repositoryId, name: verdict.repository },
    environment: verdict.environment,
    sha: verdict.sha ?? null,
    asked_by: { kind: askedBy.kind, name: askedBy.name, run: askedBy.runId ?? null },
    verdict: verdict.verdict,
    score: verdict.score?.score ?? null,
    checks: verdict.checks
      .filter(({ state }) => state !== 'pass')
      .map(({ check, state, effect, reason }) => ({ check, state, effect, reason })),
    override: verdict.override === null ? null : { id: verdict.override.id, instead: verdict.override.instead },
  };
}
