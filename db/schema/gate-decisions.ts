import type { ColumnType, Generated } from 'kysely';
import type { GateFacts } from '../../gate/facts.ts';
import type { Effect, GatePolicy } from '../../gate/policy.ts';
import type { Verdict } from '../../gate/verdict.ts';

export type AskedByKind = 'action' | 'token' | 'protection-rule' | 'check-run' | 'cli';

/** What the gate decided, with the facts as they were: only ever added to. */
export interface GateDecisionsTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  environment: string;
  sha: string | null;
  at: Date;
  asked_by_kind: AskedByKind;
  /** The name of a token, the run of a workflow, a login. */
  asked_by: string;
  /** The workflow run that waits for it. */
  run_id: number | null;
  /** A deploy went ahead or was held by it. */
  for_deploy: boolean;
  verdict: Effect;
  /** False: it could not be decided. */
  decided: boolean;
  /** 0 to 100; null: nothing of it is known. */
  score: number | null;
  facts: ColumnType<GateFacts, string, never>;
  policy: ColumnType<GatePolicy, string, never>;
  result: ColumnType<Verdict, string, never>;
}
