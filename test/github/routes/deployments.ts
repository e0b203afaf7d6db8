import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { page } from '../page.ts';
import { nodeId, simpleUser } from '../shapes.ts';
import { personFor, type Schemas } from '../world.ts';

type Deployment = Schemas['deployment'];
type DeploymentStatus = Schemas['deployment-status'];

/** Deployments and their statuses, which the emulator lacks. */
export function deploymentRoutes({ world }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const kept = new Map<string, Deployment[]>();
  const statuses = new Map<number, DeploymentStatus[]>();
  const creator = () => ({
    ...simpleUser(world, { id: world.app.id, login: `${world.app.slug}[bot]`, type: 'User' }),
    type: 'Bot',
  });
  let ids = 0;

  routes.get('/repos/:owner/:repo/deployments', (c) => {
    const { sha, ref, environment } = c.req.query();
    const wanted = (kept.get(c.req.path) ?? []).filter(
      (deployment) =>
        (sha ?? deployment.sha) === deployment.sha &&
        (ref ?? deployment.ref) === deployment.ref &&
        (environment ?? deployment.environment) === deployment.environment,
    );
    return c.json(page(c, wanted));
  });
  routes.post('/repos/:owner/:repo/deployments', async (c) => {
    const body = (await c.req.json()) as Partial<Deployment>;
    if (typeof body.ref !== 'string') return c.json({ message: 'Validation Failed' }, 422);
    const fullName = `${c.req.param('owner')}/${c.req.param('repo')}`;
    const repository = `${world.url}/repos/${fullName}`;
    const as = personFor(world, fullName);
    const commit = await world.ask<{ sha: string }>('GET', `/repos/${fullName}/commits/${body.ref}`, { as });
    const id = ++ids;
    const now = new Date().toISOString();
    const deployment: Deployment = {
      url: `${repository}/deployments/${id}`,
      id,
      node_id: nodeId('Deployment', id),
      sha: commit.sha,
      ref: body.ref,
      task: body.task ?? 'deploy',
      payload: body.payload ?? {},
      original_environment: body.environment ?? 'production',
      environment: body.environment ?? 'production',
      description: body.description ?? null,
      creator: creator(),
      created_at: now,
      updated_at: now,
      statuses_url: `${repository}/deployments/${id}/statuses`,
      repository_url: repository,
      transient_environment: body.transient_environment ?? false,
      production_environment: body.production_environment ?? false,
    };
    kept.set(c.req.path, [deployment, ...(kept.get(c.req.path) ?? [])]);
    return c.json(deployment, 201);
  });
  routes.get('/repos/:owner/:repo/deployments/:id/statuses', (c) =>
    c.json(page(c, statuses.get(Number(c.req.param('id'))) ?? [])),
  );
  routes.post('/repos/:owner/:repo/deployments/:id/statuses', async (c) => {
    const body = (await c.req.json()) as Partial<DeploymentStatus>;
    const repository = `/repos/${c.req.param('owner')}/${c.req.param('repo')}`;
    const deployment = kept
      .get(`${repository}/deployments`)
      ?.find((candidate) => candidate.id === Number(c.req.param('id')));
    if (deployment === undefined) return c.json({ message: 'Not Found' }, 404);
    if (body.state === undefined) return c.json({ message: 'Validation Failed' }, 422);
    const id = ++ids;
    const now = new Date().toISOString();
    const status: DeploymentStatus = {
      url: `${deployment.statuses_url}/${id}`,
      id,
      node_id: nodeId('DeploymentStatus', id),
      state: body.state,
      creator: creator(),
      description: body.description ?? '',
      environment: body.environment ?? deployment.environment,
      target_url: body.log_url ?? '',
      log_url: body.log_url ?? '',
      environment_url: body.environment_url ?? '',
      created_at: now,
      updated_at: now,
      deployment_url: deployment.url,
      repository_url: deployment.repository_url,
    };
    const earlier = statuses.get(Number(deployment.id)) ?? [];
    statuses.set(Number(deployment.id), [status, ...earlier]);
    return c.json(status, 201);
  });
  return routes;
}
