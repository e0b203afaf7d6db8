import { type Context, Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { page } from '../page.ts';
import { nodeId, simpleUser } from '../shapes.ts';
import type { Schemas } from '../world.ts';

const CONTENTS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;

/** Reactions to issues and to comments, which the emulator lacks. A repeated one answers 200 with the first. */
export function reactionRoutes({ world }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const kept = world.reactions;
  let ids = 0;

  const list = (c: Context) => c.json(page(c, kept.get(c.req.path) ?? []));
  const add = async (c: Context<GatewayEnv>) => {
    const installation = c.get('installation');
    if (installation === undefined) return c.json({ message: 'Requires authentication' }, 401);
    const { content } = (await c.req.json()) as { content?: unknown };
    const known = CONTENTS.find((candidate) => candidate === content);
    if (known === undefined) return c.json({ message: 'Validation Failed' }, 422);
    const reactions = kept.get(c.req.path) ?? [];
    const earlier = reactions.find((reaction) => reaction.content === known);
    if (earlier !== undefined) return c.json(earlier, 200);
    ids++;
    const bot = { id: world.app.id, login: `${world.app.slug}[bot]`, type: 'User' as const };
    const reaction: Schemas['reaction'] = {
      id: ids,
      node_id: nodeId('Reaction', ids),
      user: { ...simpleUser(world, bot), type: 'Bot' },
      content: known,
      created_at: new Date().toISOString(),
    };
    kept.set(c.req.path, [...reactions, reaction]);
    return c.json(reaction, 201);
  };
  for (const path of [
    '/repos/:owner/:repo/issues/:number/reactions',
    '/repos/:owner/:repo/issues/comments/:id/reactions',
    '/repos/:owner/:repo/pulls/comments/:id/reactions',
  ]) {
    routes.get(path, list);
    routes.post(path, add);
  }
  return routes;
}
