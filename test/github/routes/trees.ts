import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { personFor, type Schemas } from '../world.ts';

/** How many entries a recursive tree may show before GitHub cuts it (really 100,000). */
export interface TreeLimit {
  maxEntries: number;
}

/** Trees as GitHub cuts them when they are too large, and its 409 for a repository without a commit. */
export function treeRoutes({ world, treeLimit, forward }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get('/repos/:owner/:repo/git/*', async (c) => {
    const answer = await forward(c.req.raw);
    if (answer.status === 404) {
      const fullName = `${c.req.param('owner')}/${c.req.param('repo')}`;
      const as = personFor(world, fullName);
      const branches = await world.ask<unknown[]>('GET', `/repos/${fullName}/branches?per_page=1`, { as });
      return branches.length > 0 ? answer : c.json({ message: 'Git Repository is empty.' }, 409);
    }
    if (!answer.ok || !c.req.path.includes('/git/trees/')) return answer;
    const tree = (await answer.json()) as Schemas['git-tree'];
    if (c.req.query('recursive') === undefined || tree.tree.length <= treeLimit.maxEntries) return c.json(tree);
    return c.json({ ...tree, tree: tree.tree.slice(0, treeLimit.maxEntries), truncated: true });
  });
  return routes;
}
