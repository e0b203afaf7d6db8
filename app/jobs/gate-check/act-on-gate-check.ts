import { approveOverride, createOverride } from '../../../db/gate-overrides.ts';
import type { GatePolicy } from '../../../gate/index.ts';
import { decideGate, type GateAnswer } from '../../gate/decide-gate.ts';
import { buttonHours, overrideButton } from '../../gate/gate-check-buttons.ts';
import { waitingOverrides } from '../../gate/waiting-overrides.ts';
import { findGateCheck } from '../../github/gate-check.ts';
import { codeSpan } from '../../github/markdown.ts';
import { mayOverride } from '../../github/may-override.ts';
import type { JobPayload } from '../../queue/jobs.ts';
import type { ShellContext } from '../shell-context.ts';
import { type GatedRepository, gatedRepository } from './gated-repository.ts';
import { writeGateCheck } from './publish-gate-check.ts';

const HOUR = 60 * 60 * 1000;

/**
 * Does what somebody asked for with a button of our check run, and writes it anew. Run again at any point it comes to the same: what is
 * overridden already is not overridden twice.
 */
export async function actOnGateCheck(context: ShellContext, payload: JobPayload<'act-on-gate-check'>): Promise<void> {
  const { repositoryId, checkRunId, button, login } = payload;
  const gated = await gatedRepository(context, repositoryId);
  if (gated === undefined) return;
  const run = await findGateCheck(gated.octokit, { ...gated.place, id: checkRunId });
  if (run === undefined) {
    context.log.warn({ repositoryId, checkRunId }, 'a button was pressed of a check run that is none of ours');
    return;
  }
  const environment = gated.environments.names.find((name) => overrideButton(name) === button);
  const note = environment === undefined ? '' : await override(context, gated, { environment, login, url: run.url });
  await writeGateCheck(context, gated, { login, note });
}

interface Asked {
  environment: string;
  login: string;
  url: string | null;
}

/** @returns what there is to be told beside the verdict */
async function override(context: ShellContext, gated: GatedRepository, asked: Asked): Promise<string> {
  const { repository, octokit, place } = gated;
  const { environment, login } = asked;
  const answer = await decideGate(context, { repository, environment, sha: place.sha });
  // Pressed twice, or free to go by itself meanwhile.
  if (answer.verdict.verdict !== 'block') return '';
  const { policy } = answer;
  if (!('checks' in policy)) return 'Nobody may override while the policy cannot be read.';
  const { approvers } = policy.overrides;
  const granted = await mayOverride(octokit, { ...place, login }, { approvers, now: context.now() });
  if (!granted.may) {
    context.log.info({ repositoryId: repository.id, environment, login, ...granted }, 'override refused');
    return `${codeSpan(login)} may not override ${codeSpan(environment)}: expected admin or maintain permission, or one of the policy's approvers, found the permission ${codeSpan(granted.permission)}.`;
  }
  return grant(context, { repository, asked, answer, policy, permission: granted.permission });
}

interface Granted {
  repository: GatedRepository['repository'];
  asked: Asked;
  answer: GateAnswer;
  policy: GatePolicy;
  permission: string;
}

/** Agrees to one that waits for another person, or makes one. */
async function grant(
  { db, now, log, queue }: ShellContext,
  { repository, asked, answer, policy, permission }: Granted,
): Promise<string> {
  const { environment, login, url } = asked;
  const at = now();
  const installationId = repository.installation_id;
  const waiting = waitingOverrides(answer.facts.overrides, policy, at.toISOString()).at(-1);
  const kind = await db.transaction().execute(async (trx) => {
    // Jobs that wait for the gate may be free to go: both changes make them due.
    await queue.send(trx, 'review-holds', {});
    if (waiting !== undefined) {
      const which = { installationId, id: Number(waiting.id) };
      return (await approveOverride(trx, which, { login, permission, now: at })).kind;
    }
    const made = await createOverride(trx, {
      installationId,
      repositoryId: repository.id,
      environment,
      reason: 'By the button of the check run',
      by: { login, permission },
      ...(url === null ? {} : { url }),
      expiresAt: new Date(at.getTime() + buttonHours(policy.overrides.maxHours) * HOUR),
      now: at,
    });
    return made.kind;
  });
  log.info({ repositoryId: repository.id, environment, login, permission, kind }, 'override by the button');
  if (kind === 'too-many') return 'There are too many overrides that hold: revoke those that are not needed.';
  if (kind === 'known') return `${codeSpan(login)} has agreed already: another person has to.`;
  return '';
}
