import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { personFor, type Schemas, type World } from '../world.ts';

export type Pull = Schemas['pull-request'];

/** A pull request follows its branches: the emulator keeps the commits it was opened with. */
export function pullRoutes({ world, forward }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get('/repos/:owner/:repo/pulls/:number{[0-9]+}', async (c) => {
    const answer = await forward(c.req.raw);
    return answer.ok ? c.json(await followBranches(world, (await answer.json()) as Pull)) : answer;
  });
  return routes;
}

/** The open pull requests from a branch, as they are now. */
export async function openPullsFrom(world: World, fullName: string, branch: string): Promise<Pull[]> {
  const as = personFor(world, fullName);
  const open = await world.ask<Pull[]>('GET', `/repos/${fullName}/pulls?state=open&per_page=100`, { as });
  const from = open.filter(({ head }) => head.ref === branch && head.repo?.full_name === fullName);
  return Promise.all(from.map((pull) => followBranches(world, pull)));
}

async function followBranches(world: World, pull: Pull): Promise<Pull> {
  if (pull.state !== 'open') return pull;
  const [head, base] = await Promise.all([pull.head, pull.base].map((end) => shaOf(world, end)));
  return { ...pull, head: { ...pull.head, sha: head! }, base: { ...pull.base, sha: base! } };
}

async function shaOf(world: World, { ref, sha, repo }: Pull['head'] | Pull['base']): Promise<string> {
  if (!repo) return sha;
  const as = personFor(world, repo.full_name);
  const refs = await world.ask<Schemas['git-ref'][]>('GET', `/repos/${repo.full_name}/git/matching-refs/heads/${ref}`, {
    as,
  });
  return refs.find((one) => one.ref === `refs/heads/${ref}`)?.object.sha ?? sha;
}
