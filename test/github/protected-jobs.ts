import type { Relay } from './relay.ts';
import { nodeId, simpleUser } from './shapes.ts';
import { installationOf, personFor, type Repository, type Schemas, type World } from './world.ts';

/** A job of a workflow that names a protected environment: GitHub asks the App, and waits. */
export interface ProtectedJob {
  fullName: string;
  runId: number;
  environment: string;
  deploymentId: number;
  state: 'waiting' | 'approved' | 'rejected' | 'cancelled';
  /** What the App said while the job went on waiting. */
  statuses: string[];
  /** What it said with its answer. */
  comment?: string;
}

export interface ProtectedJobOptions {
  /** One that is there; a new one when left out. */
  runId?: number;
  environment?: string;
  /** What the webhook says in place of the truth. */
  payload?: Record<string, unknown>;
  /** The webhook's; sent again under the same one it is a redelivery. */
  guid?: string;
}

let ids = 700_000;

/** Starts one, and tells the App of it. */
export async function startProtectedJob(
  world: World,
  relay: Relay,
  repository: Repository,
  { runId = ++ids, environment = 'production', payload = {}, guid }: ProtectedJobOptions,
): Promise<ProtectedJob> {
  const { full_name: fullName, default_branch: ref } = repository;
  const as = personFor(world, fullName);
  const { sha } = await world.ask<{ sha: string }>('GET', `/repos/${fullName}/commits/${ref}`, { as });
  const job: ProtectedJob = { fullName, runId, environment, deploymentId: ++ids, state: 'waiting', statuses: [] };
  world.protectedJobs.push(job);
  const body = {
    action: 'requested' as const,
    environment,
    event: 'push',
    sha,
    ref,
    deployment_callback_url: `${world.url}/repos/${fullName}/actions/runs/${runId}/deployment_protection_rule`,
    deployment: deploymentOf(world, repository, { job, sha, ref }),
    pull_requests: [],
    repository: repository as unknown as Schemas['repository-webhooks'],
    ...noteOf(world, repository),
    sender: simpleUser(world, { id: 2, login: 'admin', type: 'User' }),
  } satisfies Omit<Schemas['webhook-deployment-protection-rule-requested'], 'event'> & { event: string };
  await relay.send('deployment_protection_rule', { ...body, ...payload }, guid);
  return job;
}

/** Tells the App that the job has deployed. */
export async function tellSuccess(
  world: World,
  relay: Relay,
  repository: Repository,
  job: ProtectedJob,
): Promise<void> {
  const { default_branch: ref } = repository;
  const as = personFor(world, repository.full_name);
  const { sha } = await world.ask<{ sha: string }>('GET', `/repos/${repository.full_name}/commits/${ref}`, { as });
  const deployment = deploymentOf(world, repository, { job, sha, ref });
  await relay.send('deployment_status', {
    action: 'created',
    deployment_status: {
      id: ++ids,
      state: 'success',
      environment: job.environment,
      created_at: new Date().toISOString(),
      log_url: `${repository.html_url}/actions/runs/${job.runId}`,
    },
    deployment,
    repository,
    ...noteOf(world, repository),
    sender: deployment.creator,
  });
}

function noteOf(world: World, repository: Repository) {
  const installation = installationOf(world, repository.owner.login);
  if (installation === undefined) return {};
  return { installation: { id: installation.id, node_id: nodeId('Installation', installation.id) } };
}

function deploymentOf(
  world: World,
  repository: Repository,
  { job, sha, ref }: { job: ProtectedJob; sha: string; ref: string },
) {
  const base = `${world.url}/repos/${repository.full_name}`;
  const url = `${base}/deployments/${job.deploymentId}`;
  const now = new Date().toISOString();
  return {
    url,
    id: job.deploymentId,
    node_id: nodeId('Deployment', job.deploymentId),
    sha,
    ref,
    task: 'deploy',
    payload: {},
    original_environment: job.environment,
    environment: job.environment,
    description: null,
    creator: simpleUser(world, { id: 2, login: 'admin', type: 'User' }),
    created_at: now,
    updated_at: now,
    statuses_url: `${url}/statuses`,
    repository_url: base,
  } satisfies Schemas['deployment'];
}
