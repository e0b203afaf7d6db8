import type { z } from 'zod';
import { BRANCH_PREFIX } from '../../scanners/updates/index.ts';
import { commentDigest } from '../commands/comment-digest.ts';
import { BUTTON, REEVALUATE } from '../gate/gate-check-buttons.ts';
import { GATE_CHECK } from '../github/gate-check.ts';
import type { JobName, JobPayload } from '../queue/jobs.ts';
import { payloads, type WatchedEvent } from './payloads.ts';

export type Order = { [Name in JobName]: { name: Name; payload: JobPayload<Name> } }[JobName];

export interface ReadEvent {
  action: string | null;
  installationId: number | null;
  /** What has to be done; empty where the event is of no interest. */
  orders: Order[];
}

/** A webhook whose payload is not what GitHub documents. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  /** Answered to GitHub, where the App's delivery list shows it. */
  readonly status = 422;
}

/**
 * What a webhook means for the queue. Webhooks come late, twice and in any order, so none is believed as to what it says of
 * a repository: it is a reason to ask GitHub how things are now.
 * @throws WebhookError naming the field, what was expected and what was found.
 */
export function readEvent(event: WatchedEvent, payload: unknown): ReadEvent {
  if (event === 'push') return readPush(check(event, payload));
  if (event === 'pull_request') return readPullRequest(check(event, payload));
  if (event === 'issues') return readIssue(check(event, payload));
  if (event === 'issue_comment') return readComment(check(event, payload));
  if (event === 'deployment_protection_rule') return readProtectionRule(check(event, payload));
  if (event === 'deployment_status') return readDeploymentStatus(check(event, payload));
  if (event === 'check_run') return readCheckRun(check(event, payload));
  const { action, installation } = check(event, payload);
  if (installation === null || installation === undefined) return { action, installationId: null, orders: [] };
  const order: Order = { name: 'sync-installation', payload: { installationId: installation.id } };
  return { action, installationId: installation.id, orders: [order] };
}

function readPush({ ref, deleted, repository, installation }: z.output<typeof payloads.push>): ReadEvent {
  const order: Order = { name: 'scan-repository', payload: { repositoryId: repository.id } };
  const watched = deleted !== true && ref === `refs/heads/${repository.default_branch}`;
  return { action: null, installationId: installation?.id ?? null, orders: watched && installation ? [order] : [] };
}

/** Actions after which the head, the base or what is asked of them is another. */
const CHECKED = ['opened', 'reopened', 'synchronize'];

/** Actions by which people decide about a pull request of ours, or change it. */
const DECIDED = ['closed', 'reopened', 'synchronize'];

function readPullRequest(payload: z.output<typeof payloads.pull_request>): ReadEvent {
  const { action, changes, repository, installation, pull_request: pull, sender } = payload;
  if (!installation) return { action, installationId: null, orders: [] };
  const orders: Order[] = [];
  if (CHECKED.includes(action) || (action === 'edited' && changes?.base !== undefined)) {
    orders.push({ name: 'check-pull-request', payload: { repositoryId: repository.id, number: pull.number } });
  }
  // What a bot did was, as a rule, we ourselves.
  const isOurs = pull.head.ref.startsWith(BRANCH_PREFIX) && pull.head.repo?.id === repository.id;
  if (isOurs && sender?.type !== 'Bot' && DECIDED.includes(action)) {
    const number = action === 'reopened' ? { number: pull.number } : {};
    orders.push({
      name: 'update-repository',
      payload: { installationId: installation.id, repositoryId: repository.id, trigger: 'scan', ...number },
    });
  }
  return { action, installationId: installation.id, orders };
}

/** No login is longer, and none has other characters: those of managed users have an underscore. */
const LOGIN = /^[A-Za-z0-9_-]{1,100}$/;

/** An issue of a bot's that a person edited may be our dashboard, with a box ticked. */
function readIssue(payload: z.output<typeof payloads.issues>): ReadEvent {
  const { action, issue, sender, repository, installation } = payload;
  if (!installation) return { action, installationId: null, orders: [] };
  const byPerson = sender != null && sender.type !== 'Bot' && LOGIN.test(sender.login);
  const wanted = action === 'edited' && byPerson && issue.user?.type === 'Bot';
  const order: Order = {
    name: 'act-on-dashboard',
    payload: { repositoryId: repository.id, number: issue.number, login: sender?.login ?? '' },
  };
  return { action, installationId: installation.id, orders: wanted ? [order] : [] };
}

/** A line that could be a command: what other comments say is of no interest. */
const COMMAND = /^ {0,3}\/[a-z]/im;

function readComment({
  action,
  comment,
  issue,
  sender,
  repository,
  installation,
}: z.output<typeof payloads.issue_comment>): ReadEvent {
  if (!installation) return { action, installationId: null, orders: [] };
  // What others make of a comment is not its author's word.
  const isOwn = action === 'created' || (action === 'edited' && sender?.id === comment.user?.id);
  const isPerson = comment.user?.type === 'User';
  const order: Order = {
    name: 'handle-comment',
    payload: {
      repositoryId: repository.id,
      number: issue.number,
      commentId: comment.id,
      digest: commentDigest(comment.body),
    },
  };
  const wanted = isOwn && isPerson && COMMAND.test(comment.body ?? '');
  return { action, installationId: installation.id, orders: wanted ? [order] : [] };
}

/** A job that waits for the gate. Without an address to answer at, or an environment, it cannot be answered. */
function readProtectionRule(payload: z.output<typeof payloads.deployment_protection_rule>): ReadEvent {
  const { action, environment, deployment, repository, installation } = payload;
  const callbackUrl = payload.deployment_callback_url;
  const asked = action === 'requested' && environment && callbackUrl && repository && installation;
  if (!asked) return { action, installationId: installation?.id ?? null, orders: [] };
  const order: Order = {
    name: 'open-hold',
    payload: {
      installationId: installation.id,
      repositoryId: repository.id,
      environment,
      deploymentId: deployment?.id ?? null,
      sha: deployment?.sha ?? payload.sha ?? null,
      callbackUrl,
    },
  };
  return { action, installationId: installation.id, orders: [order] };
}

const WEB_ADDRESS = /^https?:\/\/[\x21-\x7e]{1,990}$/;

function readDeploymentStatus(payload: z.output<typeof payloads.deployment_status>): ReadEvent {
  const { action, deployment_status: status, deployment, repository, installation } = payload;
  const environment = status.environment ?? deployment.environment;
  const wanted = status.state === 'success' && environment && installation;
  if (!wanted) return { action, installationId: installation?.id ?? null, orders: [] };
  const url = status.log_url ?? '';
  const order: Order = {
    name: 'record-deploy',
    payload: {
      installationId: installation.id,
      repositoryId: repository.id,
      deploymentId: deployment.id,
      environment,
      sha: deployment.sha ?? null,
      at: status.created_at,
      url: WEB_ADDRESS.test(url) ? url : null,
    },
  };
  return { action, installationId: installation.id, orders: [order] };
}

/** A button of our check run, or its re-run, which GitHub offers by itself. */
function readCheckRun(payload: z.output<typeof payloads.check_run>): ReadEvent {
  const { action, check_run: run, requested_action: requested, sender, repository, installation } = payload;
  if (!installation) return { action, installationId: null, orders: [] };
  const button =
    action === 'rerequested' ? REEVALUATE : action === 'requested_action' ? requested?.identifier : undefined;
  const byPerson = sender != null && sender.type !== 'Bot' && LOGIN.test(sender.login);
  if (run.name !== GATE_CHECK || button === undefined || !BUTTON.test(button) || !byPerson) {
    return { action, installationId: installation.id, orders: [] };
  }
  const order: Order = {
    name: 'act-on-gate-check',
    payload: { repositoryId: repository.id, checkRunId: run.id, button, login: sender.login },
  };
  return { action, installationId: installation.id, orders: [order] };
}

function check<Event extends WatchedEvent>(event: Event, payload: unknown): z.output<(typeof payloads)[Event]> {
  const result = payloads[event].safeParse(payload, { reportInput: true });
  if (result.success) return result.data as z.output<(typeof payloads)[Event]>;
  const faults = result.error.issues.slice(0, 5).map(({ path, message, input }) => {
    const key = path.length === 0 ? 'the payload' : path.join('.');
    return `${key}: ${message.replace(/^Invalid input: /, '')} (found ${shown(input)})`;
  });
  throw new WebhookError(
    `webhook ${event}: ${faults.join('; ')}. Nothing was done; if GitHub sent it, report it as a bug.`,
  );
}

function shown(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object' && input !== null) return 'an object';
  return (JSON.stringify(input) ?? 'nothing').slice(0, 60);
}
