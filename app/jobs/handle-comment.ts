import {
  claimComment,
  findHandledComment,
  type HandledComment,
  markCommentAnswered,
  saveCommentOutcome,
} from '../../db/handled-comments.ts';
import { findInstallation } from '../../db/installations.ts';
import type { Trx } from '../../db/open-database.ts';
import { findRepository, type Repository } from '../../db/repositories.ts';
import { findPullRequest, type UpdatePullRequest } from '../../db/update-pull-requests.ts';
import { type SuppressConfig, suppressOf } from '../../scanners/config/index.ts';
import { type CommandEffects, carryOut } from '../commands/carry-out.ts';
import { commentDigest } from '../commands/comment-digest.ts';
import { MOST_COMMANDS, type ParsedComment, parseComment } from '../commands/parse-command.ts';
import { reactionOf, renderAnswer, renderRefusal } from '../commands/render-answer.ts';
import { answerComment } from '../github/answer-comment.ts';
import type { Octokit } from '../github/github.ts';
import { type IssueComment, readComment } from '../github/read-comment.ts';
import { type EffectivePermission, readPermission } from '../github/read-permission.ts';
import type { JobPayload } from '../queue/jobs.ts';
import { oweAgain } from '../suppressions/suppress.ts';
import type { ShellContext } from './shell-context.ts';

type Payload = JobPayload<'handle-comment'>;

/**
 * Carries out the commands of a comment, once, and answers it. What it changes and that it was carried out are one transaction;
 * the answer was stored with them. Run again at any point it comes to the same.
 */
export async function handleComment(context: ShellContext, payload: Payload): Promise<void> {
  const { db, github, log, now } = context;
  const repository = await findRepository(db, payload.repositoryId);
  if (repository === undefined || repository.removed_at !== null || repository.archived) return;
  const installation = await findInstallation(db, repository.installation_id);
  if (installation?.state !== 'active') return;
  const octokit = await github.installation(installation.id);

  const handled =
    (await findHandledComment(db, payload.commentId)) ??
    (await carryOutOnce(context, octokit, { repository, payload }));
  if (handled === undefined || handled.repository_id !== repository.id || handled.answered_at !== null) return;
  await oweAgain({ db, refreshSoon: effectsOf(context).refreshSoon }, handled.owed);
  const refused = await answerComment(
    octokit,
    {
      owner: repository.owner,
      repo: repository.name,
      number: handled.number,
      commentId: handled.comment_id,
      commentedAt: handled.commented_at,
      reaction: handled.reaction,
      text: handled.answer,
    },
    now(),
  );
  for (const error of refused) log.warn({ err: error }, 'GitHub does not take the answer to a command');
  await markCommentAnswered(db, handled.comment_id, now());
}

/** @returns undefined where there is nothing to carry out */
async function carryOutOnce(
  context: ShellContext,
  octokit: Octokit,
  { repository, payload }: { repository: Repository; payload: Payload },
): Promise<HandledComment | undefined> {
  const { number, commentId } = payload;
  const place = { owner: repository.owner, repo: repository.name };
  const pull = await findPullRequest(context.db, { repositoryId: repository.id, number });
  if (pull === undefined && repository.dashboard_number !== number) return undefined;
  const comment = await readComment(octokit, { ...place, commentId });
  if (comment?.author === undefined || comment.number !== number) return undefined;
  // Edited since, by whoever it was: another webhook tells of that, and by whom.
  if (commentDigest(comment.body) !== payload.digest) return undefined;
  const config = (repository.config ?? {}) as { suppress?: Partial<SuppressConfig> };
  const parsed = parseComment(comment.body, { now: context.now(), suppress: suppressOf(config) });
  if (parsed.lines.length === 0) return undefined;
  const permission = await readPermission(octokit, { ...place, login: comment.author });
  const given = { repository, pull, payload, comment, author: comment.author, parsed, permission };
  return context.db.transaction().execute((trx) => act(trx, context, given));
}

interface CommentToCarryOut {
  repository: Repository;
  pull: UpdatePullRequest | undefined;
  payload: Payload;
  comment: IssueComment;
  author: string;
  parsed: ParsedComment;
  permission: EffectivePermission;
}

async function act(trx: Trx, context: ShellContext, given: CommentToCarryOut): Promise<HandledComment | undefined> {
  const { repository, pull, payload, comment, author, parsed, permission } = given;
  const { commentId, number } = payload;
  const claimed = await claimComment(
    trx,
    {
      commentId,
      installationId: repository.installation_id,
      repositoryId: repository.id,
      number,
      author,
      commentedAt: comment.createdAt,
    },
    context.now(),
  );
  if (!claimed) return findHandledComment(trx, commentId);
  if (!permission.writes) {
    const answer = renderRefusal({ login: author, permission: permission.name });
    return saveCommentOutcome(trx, commentId, { suppressions: [], owed: [], reaction: '-1', answer });
  }
  const conversation = { repository, number, author, admin: permission.admin, ...(pull === undefined ? {} : { pull }) };
  const { outcomes, suppressions, owed } = await carryOut(trx, effectsOf(context), conversation, parsed.lines);
  return saveCommentOutcome(trx, commentId, {
    suppressions,
    owed: owed.map(({ installation_id, repository_id, package_name }) => ({
      installation_id,
      repository_id,
      package_name,
    })),
    reaction: reactionOf(outcomes, parsed.left),
    answer: renderAnswer(outcomes, { left: parsed.left, most: MOST_COMMANDS }),
  });
}

function effectsOf({ queue, now }: ShellContext): CommandEffects {
  return {
    now,
    refreshSoon: async (trx) => void (await queue.send(trx, 'refresh-alerts', {})),
    updateSoon: async (trx, payload) => void (await queue.send(trx, 'update-repository', payload)),
    scanSoon: async (trx, payload) => void (await queue.send(trx, 'scan-repository', payload)),
  };
}
