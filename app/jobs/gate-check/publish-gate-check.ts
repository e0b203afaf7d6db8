import { decideGate, type GateAnswer, keepDecision } from '../../gate/decide-gate.ts';
import { describeGateCheck } from '../../gate/describe-gate-check.ts';
import { publishGateCheck as publish } from '../../github/gate-check.ts';
import { retryAfter } from '../../github/retry-after.ts';
import { statusOf } from '../../github/status-of.ts';
import type { ShellContext } from '../shell-context.ts';
import { type GatedRepository, gatedRepository } from './gated-repository.ts';

/** Brings the check run of the gate to what is so now; where it comes to the same, it is left alone. */
export async function publishGateCheck(
  context: ShellContext,
  { repositoryId }: { repositoryId: number },
): Promise<void> {
  const gated = await gatedRepository(context, repositoryId);
  if (gated !== undefined) await writeGateCheck(context, gated);
}

/** @param asked somebody asked for it: it is written in any case, with what they are to be told (Markdown) above it */
export async function writeGateCheck(
  context: ShellContext,
  { repository, octokit, place, environments }: GatedRepository,
  asked?: { login: string; note: string },
): Promise<void> {
  const { log, now, db } = context;
  const answers: GateAnswer[] = [];
  for (const environment of environments.names) {
    answers.push(await decideGate(context, { repository, environment, sha: place.sha }));
  }
  const report = describeGateCheck(answers, environments);
  const summary = asked === undefined || asked.note === '' ? report.summary : `${asked.note}\n\n${report.summary}`;
  const fields = { repositoryId: repository.id, sha: place.sha, conclusion: report.conclusion };
  try {
    const done = await publish(octokit, place, { ...report, summary }, { anew: asked !== undefined });
    log.info({ ...fields, done }, 'gate check published');
    if (done === 'same') return;
  } catch (error) {
    if (statusOf(error) !== 403 || retryAfter(error, now()) !== undefined) throw error;
    log.warn({ ...fields, err: error }, 'the App may not write check runs: give it the permission "checks: write"');
    return;
  }
  const askedBy = { kind: 'check-run', name: asked === undefined ? `check run of ${place.sha}` : asked.login } as const;
  await db.transaction().execute(async (trx) => {
    for (const answer of answers) {
      const deployment = { repository, environment: answer.verdict.environment };
      await keepDecision(trx, deployment, answer, { askedBy, forDeploy: false });
    }
  });
}
