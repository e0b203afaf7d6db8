import { type ExpressionBuilder, sql } from 'kysely';
import type { Effect } from '../gate/policy.ts';
import type { GateDecision } from './gate-decisions.ts';
import type { Db } from './open-database.ts';
import type { Schema } from './schema/schema.ts';

export interface DecisionFilter {
  installationId: number;
  /** GitHub's id, or the full name, in which case does not matter. */
  repository?: number | { owner: string; name: string };
  /** In which case does not matter: GitHub sees no difference either. */
  environment?: string;
  verdicts?: readonly Effect[];
  /** Only those that a deploy hung on. */
  forDeploy?: boolean;
  /** Inclusive, exclusive. */
  from?: Date;
  until?: Date;
}

export interface DecisionRow extends Omit<GateDecision, 'facts' | 'policy'> {
  repository_owner: string;
  repository_name: string;
}

export type WholeDecision = DecisionRow & Pick<GateDecision, 'facts' | 'policy'>;

/** A page of decisions, the newest first, without facts and policy: those are large. */
export async function listDecisions(
  db: Db,
  filter: DecisionFilter,
  page: { before?: number; limit: number },
): Promise<{ rows: DecisionRow[]; next?: number }> {
  const rows = await shown(db, filter)
    .$if(page.before !== undefined, (query) => query.where('d.id', '<', page.before!))
    .orderBy('d.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  if (rows.length <= page.limit) return { rows };
  const kept = rows.slice(0, page.limit);
  return { rows: kept, next: kept.at(-1)!.id };
}

/** One with the facts as they were and the policy that it went by. */
export function findDecision(
  db: Db,
  { installationId, id }: { installationId: number; id: number },
): Promise<WholeDecision | undefined> {
  return shown(db, { installationId })
    .select(['d.facts', 'd.policy'])
    .where('d.id', '=', id)
    .executeTakeFirst() as Promise<WholeDecision | undefined>;
}

/** For a replay: whole decisions, the oldest first, behind `after`. Small pages: each holds its facts. */
export function readDecisions(
  db: Db,
  filter: DecisionFilter,
  page: { after?: number; limit: number },
): Promise<WholeDecision[]> {
  return shown(db, filter)
    .select(['d.facts', 'd.policy'])
    .where('d.id', '>', page.after ?? 0)
    .orderBy('d.id')
    .limit(page.limit)
    .execute() as Promise<WholeDecision[]>;
}

function shown(db: Db, filter: DecisionFilter) {
  const { installationId, repository, environment, verdicts, forDeploy, from, until } = filter;
  return db
    .selectFrom('gate_decisions as d')
    .innerJoin('repositories as r', 'r.id', 'd.repository_id')
    .select([...COLUMNS, 'r.owner as repository_owner', 'r.name as repository_name'])
    .where('d.installation_id', '=', installationId)
    .where('r.installation_id', '=', installationId)
    .where('r.removed_at', 'is', null)
    .$if(repository !== undefined, (query) => query.where((eb) => isRepository(eb, repository!)))
    .$if(environment !== undefined, (query) => query.where(sql`lower(d.environment)`, '=', environment!.toLowerCase()))
    .$if(verdicts !== undefined, (query) => query.where('d.verdict', 'in', [...verdicts!]))
    .$if(forDeploy !== undefined, (query) => query.where('d.for_deploy', '=', forDeploy!))
    .$if(from !== undefined, (query) => query.where('d.at', '>=', from!))
    .$if(until !== undefined, (query) => query.where('d.at', '<', until!));
}

function isRepository(
  eb: ExpressionBuilder<Schema & { r: Schema['repositories'] }, 'r'>,
  repository: number | { owner: string; name: string },
) {
  if (typeof repository === 'number') return eb('r.id', '=', repository);
  return eb.and([
    eb(sql`lower(r.owner)`, '=', repository.owner.toLowerCase()),
    eb(sql`lower(r.name)`, '=', repository.name.toLowerCase()),
  ]);
}

const COLUMNS = [
  'd.id',
  'd.installation_id',
  'd.repository_id',
  'd.environment',
  'd.sha',
  'd.at',
  'd.asked_by_kind',
  'd.asked_by',
  'd.run_id',
  'd.for_deploy',
  'd.verdict',
  'd.decided',
  'd.score',
  'd.result',
] as const;
