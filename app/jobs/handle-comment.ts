import {
  claimComment,
  findHandledComment,
  type HandledComment,
  markCommentAnswered,
  saveCommentOutcome,
} from '../../db/handled-comments.ts';
import { findInstallation } from '../../db/installations.ts';
import { findReportByIssue, type StoredReport } from '../../db/maintainer-reports.ts';
import type { Trx } from '../../db/open-database.ts';
import { findRepository, type Repository } from '../../db/repositories.ts';
import { findPullRequest, type UpdatePullRequest } from '../../db/update-pull-requests.ts';
import { type SuppressConfig, suppressOf } from '../../scanners/config/index.ts';
import { carryOut } from '../commands/carry-out.ts';
import { commentDigest } from '../commands/comment-digest.ts';
import { namedPeople } from '../commands/named-people.ts';
import { MOST_COMMANDS, type ParsedComment, parseComment } from '../commands/parse-command.ts';
import { reactionOf, renderAnswer, renderRefusal } from '../commands/render-answer.ts';
import { answerComment } from '../github/answer-comment.ts';
import type { Octokit } from '../github/github.ts';
import { readAssignable } from '../github/read-assignable.ts';
import { type IssueComment, readComment } from '../github/read-comment.ts';
import { type EffectivePermission, readPermission } from '../github/read-permission.ts';
import type { JobPayload } from '../queue/jobs.ts';
import { oweAgain } from '../suppressions/suppress.ts';
import { commandEffects } from './command-effects.ts';
import { type ConversationFacts, gatherConversation } from './maintainers/gather-conversation.ts';
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
  await oweAgain({ db, refreshSoon: commandEffects(context).refreshSoon }, handled.owed);
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
  const report = await findReportByIssue(context.db, { repositoryId: repository.id, number });
  if (pull === undefined && report === undefined && repository.dashboard_number !== number) return undefined;
  const comment = await readComment(octokit, { ...place, commentId });
  if (comment?.author === undefined || comment.number !== number) return undefined;
  // Edited since, by whoever it was: another webhook tells of that, and by whom.
  if (commentDigest(comment.body) !== payload.digest) return undefined;
  const config = (repository.config ?? {}) as { suppress?: Partial<SuppressConfig> };
  const now = context.now();
  const about = await gatherConversation(context.db, { repository, report, now });
  const packages = [...new Set(about.changes.map(({ packageName }) => packageName))];
  const parsed = parseComment(comment.body, { now, suppress: suppressOf(config), packages });
  if (parsed.lines.length === 0) return undefined;
  const { author } = comment;
  const permission = await readPermission(octokit, { ...place, login: author });
  const people = permission.writes ? namedPeople(parsed.lines, author) : [];
  const assignable = await readAssignable(octokit, { ...place, logins: people });
  const given = { repository, pull, report, about, assignable, payload, comment, author, parsed, permission };
  return context.db.transaction().execute((trx) => act(trx, context, given));
}

interface CommentToCarryOut {
  repository: Repository;
  pull: UpdatePullRequest | undefined;
  report: StoredReport | undefined;
  about: ConversationFacts;
  /** Of those whom the commands name: who can be assigned. */
  assignable: ReadonlySet<string>;
  payload: Payload;
  comment: IssueComment;
  author: string;
  parsed: ParsedComment;
  permission: EffectivePermission;
}

async function act(trx: Trx, context: ShellContext, given: CommentToCarryOut): Promise<HandledComment | undefined> {
  const { repository, pull, report, payload, comment, author, parsed, permission } = given;
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
  const conversation = {
    repository,
    number,
    author,
    admin: permission.admin,
    isAssignable: (login: string) => given.assignable.has(login),
    ...given.about,
    ...(pull === undefined ? {} : { pull }),
    ...(report === undefined ? {} : { report }),
  };
  const { outcomes, suppressions, owed } = await carryOut(trx, commandEffects(context), conversation, parsed.lines);
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
