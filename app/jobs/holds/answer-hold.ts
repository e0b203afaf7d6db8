import { findHold, type GateHold, noteStatus, answerHold as saveAnswer } from '../../../db/gate-holds.ts';
import { findInstallation } from '../../../db/installations.ts';
import { findRepository, type Repository } from '../../../db/repositories.ts';
import { COMMENT_LONGEST, renderComment } from '../../../gate/index.ts';
import { decideGate, type GateAnswer, keepDecision } from '../../gate/decide-gate.ts';
import { type Reviewed, reviewDeployment } from '../../github/review-deployment.ts';
import type { JobPayload } from '../../queue/jobs.ts';
import type { ShellContext } from '../shell-context.ts';
import { saidHash } from './said-hash.ts';

const HOUR = 60 * 60 * 1000;
/** GitHub lets no job wait for longer than thirty days. */
const LONGEST_MS = 30 * 24 * HOUR;
/** So long a job is held: then it is rejected with the reasons. Nothing is approved by the clock. */
export const HELD_HOURS = 24;
/** GitHub takes ten status comments of a deployment: one is left for a crash between sending and noting. */
const MOST_COMMENTS = 9;

/**
 * Looks at a run that waits: approves it, tells why it is held, or rejects it when its time is over. Run again at any point it comes to the
 * same: what was said is not said again, and an answer that GitHub has had already ends it.
 */
export async function answerHold(context: ShellContext, payload: JobPayload<'answer-hold'>): Promise<void> {
  const { db, log } = context;
  const hold = await findHold(db, { installationId: payload.installationId, id: payload.holdId });
  if (hold === undefined || hold.state !== 'waiting') return;
  const waited = context.now().getTime() - hold.requested_at.getTime();
  const isOver = waited >= HELD_HOURS * HOUR;
  const repository = await findRepository(db, hold.repository_id);
  const installation = await findInstallation(db, hold.installation_id);
  const ours = repository?.removed_at === null && repository.installation_id === hold.installation_id;
  if (waited >= LONGEST_MS) return void (await gone(context, hold));
  if (!ours || installation?.state !== 'active') {
    // It cannot be answered: it may come back until its time is over.
    return isOver ? void (await gone(context, hold)) : undefined;
  }
  const answer = await decideGate(context, {
    repository,
    environment: hold.environment,
    ...(hold.sha === null ? {} : { sha: hold.sha }),
  });
  const waits = answer.verdict.verdict === 'block';
  const given = { hold, repository, answer };
  const done = waits && !isOver ? await tellWhy(context, given) : await give(context, given, waits);
  log.info({ holdId: hold.id, runId: hold.run_id, verdict: answer.verdict.verdict, done }, 'deployment looked at');
}

interface Given {
  hold: GateHold;
  repository: Repository;
  answer: GateAnswer;
}

/** Told first and noted then: killed in between, it is told twice, which is better than never. */
async function tellWhy(context: ShellContext, given: Given): Promise<string> {
  const { hold, answer } = given;
  const statusHash = saidHash(answer.verdict, 'hold');
  if (statusHash === hold.status_hash) return 'held';
  const isTold = hold.comments < MOST_COMMENTS;
  const until = new Date(hold.requested_at.getTime() + HELD_HOURS * HOUR).toISOString().slice(0, 16).replace('T', ' ');
  const next = `It is looked at again when something changes, and every few minutes. Rejected at ${until} UTC if it does not pass by then.`;
  const reviewed = isTold ? await review(context, given, next) : 'untaken';
  if (reviewed === 'gone') return gone(context, hold);
  if (reviewed === 'forbidden') return reviewed;
  await context.db.transaction().execute(async (trx) => {
    await keep(trx, given);
    await noteStatus(trx, { id: hold.id, statusHash, told: isTold });
  });
  return isTold ? 'told' : 'held';
}

/** Decided and put on evidence first, given then: an answer that GitHub has is never one that nobody knows of. */
async function give(context: ShellContext, given: Given, waits: boolean): Promise<string> {
  const { db, now } = context;
  const { hold, answer } = given;
  const state = waits ? 'rejected' : 'approved';
  const statusHash = saidHash(answer.verdict, state);
  if (statusHash !== hold.status_hash) {
    await db.transaction().execute(async (trx) => {
      await keep(trx, given);
      await noteStatus(trx, { id: hold.id, statusHash, told: false });
    });
  }
  const late = `It did not pass within ${HELD_HOURS} hours: run the job again when it can.`;
  const reviewed = await review(context, given, waits ? late : undefined, state);
  if (reviewed === 'gone') return gone(context, hold);
  if (reviewed === 'forbidden') return reviewed;
  await saveAnswer(db, { id: hold.id, state, now: now() });
  return state;
}

async function review(
  { github, log }: ShellContext,
  { hold, repository, answer: { verdict } }: Given,
  last: string | undefined,
  state?: 'approved' | 'rejected',
): Promise<Reviewed> {
  const rest = last === undefined ? '' : `\n${last}`;
  const comment = `${renderComment(verdict, COMMENT_LONGEST - rest.length)}${rest}`;
  const job = { owner: repository.owner, repo: repository.name, runId: hold.run_id, environment: hold.environment };
  const octokit = await github.installation(hold.installation_id);
  const reviewed = await reviewDeployment(octokit, job, state === undefined ? { comment } : { state, comment });
  const fields = { holdId: hold.id, repositoryId: repository.id, runId: hold.run_id };
  if (reviewed === 'forbidden')
    log.error(fields, 'the App may not answer deployments: give it the permission "deployments: write"');
  if (reviewed === 'untaken') log.warn(fields, 'GitHub does not take the status comment of a deployment');
  return reviewed;
}

async function gone({ db, now }: ShellContext, hold: GateHold): Promise<string> {
  await saveAnswer(db, { id: hold.id, state: 'gone', now: now() });
  return 'gone';
}

async function keep(trx: Parameters<typeof keepDecision>[0], { hold, repository, answer }: Given): Promise<void> {
  const name = `run ${hold.run_id} of ${repository.owner}/${repository.name}`;
  const askedBy = { kind: 'protection-rule', name, runId: hold.run_id } as const;
  await keepDecision(trx, { repository, environment: hold.environment }, answer, { askedBy, forDeploy: true });
}
