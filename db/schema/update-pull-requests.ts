import type { ColumnType, Generated } from 'kysely';
import type { OwnOverride, PlannedUpdate, UpdateRank } from '../../scanners/updates/index.ts';

/**
 * `wanted`: it has a place in `run_id` and is not opened yet; `deferred`: the cap left it out; `refused`: edit or proof failed;
 * `closed`: by us; `rejected`: by a person.
 */
export type UpdatePullRequestState = 'wanted' | 'deferred' | 'refused' | 'open' | 'merged' | 'closed' | 'rejected';

/** What carrying the updates out came to. */
export interface UpdateProof {
  /** Every locked copy of the updated packages. */
  before: LockedCopy[];
  after: LockedCopy[];
  /** `pnpm 9.15.0` */
  programs: string[];
  /** Parts that are not in it, and why. */
  refused: { packages: string[]; reasons: string[] }[];
  /** Overrides that it brings in, as they are written: once it is merged they are ours to take out. */
  overrides?: OwnOverride[];
}

export interface LockedCopy {
  name: string;
  version: string;
  /** Its place in the lockfile. */
  key: string;
}

/** An update pull request, from the wish for it to its end. One of a branch is current at a time. */
export interface UpdatePullRequestsTable {
  id: Generated<number>;
  installation_id: number;
  repository_id: number;
  lockfile_id: number;
  branch: string;
  state: UpdatePullRequestState;
  number: number | null;
  /** The run in which it was given its place. */
  run_id: number | null;
  title: string;
  updates: ColumnType<PlannedUpdate[], string, string>;
  /** Hash of package and target versions: what a person who closed it has turned down. */
  claim: string;
  /** Hash of the files that it was made from and of the steps: the same again is not made anew. */
  content_key: string | null;
  /** What the edit came to; null before it was made. */
  proof: ColumnType<UpdateProof | null, string | null, string | null>;
  /** Hash of title and text as we wrote them last: the same again is not written. */
  body_key: string | null;
  /** The commit that we made last; another one on the branch is not ours. */
  head_sha: string | null;
  base_sha: string | null;
  rank: ColumnType<UpdateRank, string, string>;
  /** Why it is in that state, in words. */
  reason: string | null;
  /** People pushed to the branch: it is not changed by us any more. */
  halted: Generated<boolean>;
  /** Since when it waits for a place. */
  deferred_at: Date | null;
  opened_at: Date | null;
  ended_at: Date | null;
  created_at: Date;
  updated_at: Date;
}
