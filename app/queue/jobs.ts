import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BUTTON } from '../gate/gate-check-buttons.ts';

const id = z.number().int().positive();
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** What a kind of job carries and how the queue treats it. */
export interface JobKind<Payload extends object = object> {
  payload: z.ZodType<Payload>;
  /**
   * `short`: one waits at most (per key); sent again while it runs, it runs once more.
   * `exclusive`: one waits or runs; sent again meanwhile, it is dropped.
   */
  policy: 'short' | 'exclusive';
  /** Jobs with the same key are the same work, and never run at the same time on any machine. */
  key?: (payload: Payload) => string;
  /** Where jobs of several keys must not run at the same time either. */
  group?: (payload: Payload) => string;
  /** What is to run before others of its kind that wait; 0 where it is left out. */
  priority?: (payload: Payload) => number;
  /** Seconds that one attempt may take. */
  timeLimit: number;
  retries: number;
  /** Cron, UTC. */
  schedule?: string;
}

/** Every kind of job there is. The names are in the database: renaming one strands what is queued. */
export const jobs = {
  /** Reads a repository's lockfiles. */
  'scan-repository': kind({
    payload: z.object({
      repositoryId: id,
      /** Somebody asked for it: updates are planned when it is done, also where there are none under way. */
      update: z.boolean().optional(),
    }),
    policy: 'short',
    key: ({ repositoryId, update }) => `repository-${repositoryId}${update ? '-update' : ''}`,
    group: ({ repositoryId }) => `repository-${repositoryId}`,
    timeLimit: 30 * MINUTE,
    retries: 12,
  }),
  /** Asks GitHub what an installation is and which repositories it has. */
  'sync-installation': kind({
    payload: z.object({ installationId: id }),
    policy: 'short',
    key: ({ installationId }) => `installation-${installationId}`,
    timeLimit: 15 * MINUTE,
    retries: 12,
  }),
  /** Says in a check run what a pull request introduces. */
  'check-pull-request': kind({
    payload: z.object({ repositoryId: id, number: id, later: z.boolean().optional() }),
    policy: 'short',
    // One that is put off for long must not stand in the way of one for a new commit.
    key: ({ repositoryId, number, later }) => `pull-request-${repositoryId}-${number}${later ? '-later' : ''}`,
    group: ({ repositoryId, number }) => `pull-request-${repositoryId}-${number}`,
    timeLimit: 15 * MINUTE,
    // After some five minutes it is better to say that nothing could be decided than to say nothing.
    retries: 5,
  }),
  /** Brings a repository's dashboard issue to what is so now; where nothing changed, without asking GitHub. */
  'publish-dashboard': kind({
    payload: z.object({ repositoryId: id }),
    policy: 'short',
    key: ({ repositoryId }) => `repository-${repositoryId}`,
    timeLimit: 15 * MINUTE,
    retries: 8,
  }),
  /** Does what a person ticked on a dashboard issue. */
  'act-on-dashboard': kind({
    payload: z.object({ repositoryId: id, number: id, login: z.string().min(1).max(100) }),
    policy: 'short',
    // What one may do says nothing of another.
    key: ({ repositoryId, login }) => `repository-${repositoryId}-${login}`,
    group: ({ repositoryId }) => `repository-${repositoryId}`,
    timeLimit: 15 * MINUTE,
    retries: 8,
  }),
  /** Brings an installation's issues about maintainer changes to what is so now; where nothing changed, without asking GitHub. */
  'report-maintainers': kind({
    payload: z.object({ installationId: id }),
    policy: 'short',
    key: ({ installationId }) => `installation-${installationId}`,
    timeLimit: HOUR,
    retries: 8,
  }),
  /** Carries out the commands of a comment, and answers it. */
  'handle-comment': kind({
    payload: z.object({
      repositoryId: id,
      number: id,
      commentId: id,
      /** `commentDigest` of what it said: what somebody made of it meanwhile is not its author's. */
      digest: z.string().length(64),
    }),
    policy: 'short',
    key: ({ commentId, digest }) => `comment-${commentId}-${digest}`,
    // Of two comments the later one has the last word.
    group: ({ repositoryId, number }) => `conversation-${repositoryId}-${number}`,
    timeLimit: 15 * MINUTE,
    retries: 12,
  }),
  /** Writes down that a job of a workflow waits for the gate. */
  'open-hold': kind({
    payload: z.object({
      installationId: id,
      repositoryId: id,
      environment: z.string(),
      /** Null where GitHub did not say it. */
      deploymentId: id.nullable(),
      sha: z.string().nullable(),
      /** As GitHub sent it: not to be believed. */
      callbackUrl: z.string(),
    }),
    policy: 'short',
    key: ({ repositoryId, deploymentId, environment, callbackUrl }) =>
      `hold-${createHash('sha256')
        .update(JSON.stringify([repositoryId, deploymentId, environment, callbackUrl]))
        .digest('hex')}`,
    timeLimit: 5 * MINUTE,
    retries: 6,
  }),
  /** Looks at a job that waits for the gate, and answers it or says why it is held. */
  'answer-hold': kind({
    payload: z.object({ installationId: id, holdId: id }),
    policy: 'short',
    key: ({ holdId }) => `hold-${holdId}`,
    timeLimit: 5 * MINUTE,
    // The clock comes every few minutes.
    retries: 3,
  }),
  /** Has the jobs that wait for the gate looked at which are due. */
  'review-holds': kind({
    payload: z.object({}),
    policy: 'short',
    timeLimit: 15 * MINUTE,
    retries: 1,
    schedule: '*/2 * * * *',
  }),
  /** Writes down a deploy that succeeded. */
  'record-deploy': kind({
    payload: z.object({
      installationId: id,
      repositoryId: id,
      deploymentId: id,
      environment: z.string(),
      sha: z.string().nullable(),
      at: z.iso.datetime({ offset: true }),
      url: z.string().nullable(),
    }),
    policy: 'short',
    key: ({ repositoryId, deploymentId }) => `deploy-${repositoryId}-${deploymentId}`,
    timeLimit: 5 * MINUTE,
    retries: 6,
  }),
  /**
   * Says in a check run on the head of a repository's default branch, or of a pull request, whether a deploy may go ahead; where it says that
   * already, writes nothing.
   */
  'publish-gate-check': kind({
    payload: z.object({ repositoryId: id, number: id.optional() }),
    policy: 'short',
    key: ({ repositoryId, number }) => `repository-${repositoryId}${number === undefined ? '' : `-pull-${number}`}`,
    timeLimit: 15 * MINUTE,
    retries: 5,
  }),
  /** Does what a person asked for with a button of that check run. */
  'act-on-gate-check': kind({
    payload: z.object({
      repositoryId: id,
      checkRunId: id,
      button: z.string().regex(BUTTON),
      login: z.string().min(1).max(100),
    }),
    policy: 'short',
    // What one may do says nothing of another.
    key: ({ repositoryId, login, button }) => `repository-${repositoryId}-${button}-${login}`,
    group: ({ repositoryId }) => `repository-${repositoryId}`,
    timeLimit: 15 * MINUTE,
    retries: 5,
  }),
  /** Reads what changed in the advisories, and decides what that means. */
  'hourly-run': kind({
    payload: z.object({}),
    policy: 'exclusive',
    timeLimit: 6 * HOUR,
    retries: 3,
    schedule: '17 * * * *',
  }),
  /** Decides the alerts that are owed it, between the hours: somebody waits for them. */
  'refresh-alerts': kind({
    payload: z.object({}),
    policy: 'short',
    timeLimit: HOUR,
    retries: 5,
  }),
  /** Judges what was learned of packages: sent by whoever adds to the trust ledger. */
  'judge-packages': kind({
    payload: z.object({}),
    policy: 'short',
    timeLimit: HOUR,
    retries: 5,
  }),
  /** Plans an installation's updates, and gives the run's places. */
  'run-updates': kind({
    payload: z.object({ installationId: id, runId: id }),
    policy: 'short',
    key: ({ runId }) => `run-${runId}`,
    group: ({ installationId }) => `installation-${installationId}`,
    timeLimit: 6 * HOUR,
    retries: 5,
  }),
  /** Brings a repository's update pull requests to what its plan says. GitHub is written to by one at a time per installation. */
  'update-repository': kind({
    payload: z.object({
      installationId: id,
      repositoryId: id,
      trigger: z.enum(['run', 'scan', 'command']),
      /** A pull request that somebody reopened. */
      number: id.optional(),
      /** A pull request that is to be made anew whoever pushed to it. */
      recreate: id.optional(),
    }),
    policy: 'short',
    key: ({ repositoryId, trigger, number = '', recreate = '' }) =>
      `update-${repositoryId}-${trigger}-${number}-${recreate}`,
    group: ({ installationId }) => `installation-${installationId}`,
    // Somebody waits for what a comment asked for.
    priority: ({ trigger }) => (trigger === 'command' ? 10 : 0),
    timeLimit: 2 * HOUR,
    retries: 5,
  }),
  /** Repairs what missed webhooks left. */
  reconcile: kind({
    payload: z.object({}),
    policy: 'exclusive',
    timeLimit: HOUR,
    retries: 5,
    schedule: '23 3 * * *',
  }),
  /** Asks GitHub to send again the webhooks that did not reach us. */
  'sweep-deliveries': kind({
    payload: z.object({}),
    policy: 'exclusive',
    timeLimit: 15 * MINUTE,
    retries: 2,
    schedule: '47 * * * *',
  }),
  /** Reads the feeds on exploitation that are due, or both where it is forced. */
  'sync-exploits': kind({
    payload: z.object({ force: z.boolean().optional() }),
    policy: 'exclusive',
    timeLimit: 30 * MINUTE,
    retries: 3,
    schedule: '52 * * * *',
  }),
  /** Asks registries about the packages that are due: its share of the hour's budget. */
  'poll-packages': kind({
    payload: z.object({}),
    policy: 'exclusive',
    timeLimit: 30 * MINUTE,
    retries: 1,
    schedule: '*/5 * * * *',
  }),
  /** Looks up what documents do not say of new versions and people: git tags, attestations, ages, domains. */
  'check-publications': kind({
    payload: z.object({}),
    policy: 'exclusive',
    timeLimit: 30 * MINUTE,
    retries: 1,
    schedule: '*/10 * * * *',
  }),
  /** Deletes what is no longer needed or no longer ours to keep. */
  retention: kind({
    payload: z.object({}),
    policy: 'exclusive',
    timeLimit: 2 * HOUR,
    retries: 3,
    schedule: '41 4 * * *',
  }),
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<Name extends JobName> = z.output<(typeof jobs)[Name]['payload']>;

export const jobNames = Object.keys(jobs) as JobName[];

/** The same, for code that handles any kind. */
export function jobKind(name: JobName): JobKind {
  return jobs[name] as unknown as JobKind;
}

function kind<Payload extends object>(given: JobKind<Payload>): JobKind<Payload> {
  return given;
}
