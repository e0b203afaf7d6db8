import type { Generated } from 'kysely';

/** `gone`: the run was cancelled, or GitHub would not wait any longer. */
export type GateHoldState = 'waiting' | 'approved' | 'rejected' | 'gone';

/** A job of a workflow that GitHub holds until the gate answers (deployment protection rule). */
export interface GateHoldsTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  run_id: number;
  environment: string;
  /** Null where GitHub did not say it. */
  deployment_id: number | null;
  sha: string | null;
  /** At the API of GitHub: its host is never taken from outside. */
  callback_path: string;
  state: GateHoldState;
  /** Status comments that were sent: GitHub takes ten. */
  comments: Generated<number>;
  /** Of what the last one said. */
  status_hash: string | null;
  requested_at: Date;
  /** When it is decided anew at the latest. */
  next_look_at: Date;
  answered_at: Date | null;
}
