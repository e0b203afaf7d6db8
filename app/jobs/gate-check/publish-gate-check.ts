import { decideGate, type GateAnswer, keepDecision } from '../../gate/decide-gate.ts';
import { describeGateCheck } from '../../gate/describe-gate-check.ts';
import { publishGateCheck as publish } from '../../github/gate-check.ts';
import { listOpenPullRequests } from '../../github/list-open-pull-requests.ts';
import { readPullRequest } from '../../github/pull-request-change.ts';
import { retryAfter } from '../../github/retry-after.ts';
import { statusOf } from '../../github/status-of.ts';
import type { JobPayload } from '../../queue/jobs.ts';
import type { ShellContext } from '../shell-context.ts';
import { type GatedRepository, gatedRepository } from './gated-repository.ts';

/** Brings the check run of the gate to what is so now; where it comes to the same, it is left alone. */
export async function publishGateCheck(
  context: ShellContext,
  { repositoryId, number }: JobPayload<'publish-gate-check'>,
): Promise<void> {
  const gated = await gatedRepository(context, repositoryId);
  if (gated === undefined) return;
  if (number === undefined) await writeGateCheck(context, gated);
  else await writeOnPullRequest(context, gated, number);
}

/** @param asked somebody asked for it: it is written in any case, with what they are to be told (Markdown) above it */
export async function writeGateCheck(
  context: ShellContext,
  gated: GatedRepository,
  asked?: { login: string; note: string },
): Promise<void> {
  const { repository, place } = gated;
  const { answers, done } = await write(context, gated, asked, {
    beforeWriting: () => tellPullRequests(context, gated),
  });
  if (done !== 'created' && done !== 'updated') return;
  const askedBy = { kind: 'check-run', name: asked === undefined ? `check run of ${place.sha}` : asked.login } as const;
  await context.db.transaction().execute(async (trx) => {
    for (const answer of answers) {
      const deployment = { repository, environment: answer.verdict.environment };
      await keepDecision(trx, deployment, answer, { askedBy, forDeploy: false });
    }
  });
}

/** Its head may be told by the check run of nothing else. It has no buttons: those of the default branch's head are for everybody. */
async function writeOnPullRequest(context: ShellContext, gated: GatedRepository, number: number): Promise<void> {
  const { repository, octokit, place, environments } = gated;
  if (!environments.pullRequests) return;
  const pull = await readPullRequest(octokit, { owner: place.owner, repo: place.repo, number });
  if (pull === undefined || !pull.open || pull.repositoryId !== repository.id) return;
  await write(context, { ...gated, place: { ...place, sha: pull.headSha } }, undefined, { buttons: false });
}

/** What is so now came to something else: the heads of open pull requests are told, each by a job of its own. */
async function tellPullRequests(context: ShellContext, gated: GatedRepository): Promise<void> {
  const { repository, octokit, place, environments } = gated;
  if (!environments.pullRequests) return;
  const numbers = await listOpenPullRequests(octokit, place);
  await context.queue.sendAll(
    context.db,
    'publish-gate-check',
    numbers.map((number) => ({ repositoryId: repository.id, number })),
  );
}

async function write(
  context: ShellContext,
  { repository, octokit, place, environments }: GatedRepository,
  asked: { note: string } | undefined,
  { buttons = true, beforeWriting }: { buttons?: boolean; beforeWriting?: () => Promise<void> } = {},
): Promise<{ answers: GateAnswer[]; done: 'created' | 'updated' | 'same' | 'forbidden' }> {
  const { log, now } = context;
  const answers: GateAnswer[] = [];
  for (const environment of environments.names) {
    answers.push(await decideGate(context, { repository, environment, sha: place.sha }));
  }
  const report = describeGateCheck(answers, environments);
  const summary = asked === undefined || asked.note === '' ? report.summary : `${asked.note}\n\n${report.summary}`;
  const actions = buttons ? report.actions : [];
  const fields = { repositoryId: repository.id, sha: place.sha, conclusion: report.conclusion };
  try {
    const done = await publish(
      octokit,
      place,
      { ...report, summary, actions },
      {
        anew: asked !== undefined,
        beforeWriting,
      },
    );
    log.info({ ...fields, done }, 'gate check published');
    return { answers, done };
  } catch (error) {
    if (statusOf(error) !== 403 || retryAfter(error, now()) !== undefined) throw error;
    log.warn({ ...fields, err: error }, 'the App may not write check runs: give it the permission "checks: write"');
    return { answers, done: 'forbidden' };
  }
}
