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
  // To GitHub every pull request is an issue too.
  routes.get('/repos/:owner/:repo/issues/:number{[0-9]+}', async (c) => {
    const answer = await forward(c.req.raw);
    if (answer.status !== 404) return answer;
    const pull = await forward(
      c.req.raw,
      `/repos/${c.req.param('owner')}/${c.req.param('repo')}/pulls/${c.req.param('number')}`,
    );
    if (!pull.ok) return answer;
    const { url, number, title, body, state, user, closed_at, base } = (await pull.json()) as Pull;
    const closer = world.closers.get(`${base.repo.full_name}#${number}`) ?? null;
    return c.json({ number, title, body, state, user, closed_at, closed_by: closer, pull_request: { url } });
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
