import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { wholeRepository } from '../shapes.ts';
import type { Repository } from '../world.ts';

/** A repository by name, by id, and everything under its id: where the redirects of renamed repositories lead. */
export function repositoryRoutes({ world, forward }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.on('GET', ['/repos/:owner/:repo', '/repositories/:id'], async (c) => {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    const repository = wholeRepository(world, (await answer.json()) as Repository);
    return c.json({ ...repository, network_count: repository.forks_count, subscribers_count: 0 });
  });
  routes.all('/repositories/:id/*', async (c) => {
    const repository = world.repositories.get(Number(c.req.param('id')));
    if (repository === undefined) return c.json({ message: 'Not Found' }, 404);
    const url = new URL(c.req.url);
    const rest = url.pathname.replace(/^\/repositories\/\d+/, '');
    return forward(c.req.raw, `/repos/${repository.full_name}${rest}${url.search}`);
  });
  return routes;
}
