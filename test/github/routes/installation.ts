import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { page } from '../page.ts';
import { reachable } from '../world.ts';

/** What an installation asks about itself with its token. */
export function installationRoutes({ world }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get('/installation/repositories', (c) => {
    const installation = c.get('installation');
    if (installation === undefined) return c.json({ message: 'Requires authentication' }, 401);
    const repositories = reachable(world, installation);
    return c.json({
      total_count: repositories.length,
      repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
      repositories: page(c, repositories),
    });
  });
  routes.delete('/installation/token', (c) => {
    const token = c.req.header('authorization')?.replace(/^(?:bearer|token) +/i, '');
    return c.body(null, token !== undefined && world.grants.delete(token) ? 204 : 401);
  });
  return routes;
}
