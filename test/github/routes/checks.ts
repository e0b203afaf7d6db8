import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import type { Schemas } from '../world.ts';

/** A check run with a conclusion is completed, whether or not the request says so. The emulator wants both. */
export function checkRoutes({ forward }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.on(['POST', 'PATCH'], ['/repos/:owner/:repo/check-runs', '/repos/:owner/:repo/check-runs/:id'], async (c) => {
    const body = (await c.req.json()) as { conclusion?: unknown; status?: unknown };
    const status = body.status ?? (body.conclusion === undefined ? undefined : 'completed');
    const { method, url, raw } = c.req;
    const answer = await forward(
      new Request(url, { method, headers: raw.headers, body: JSON.stringify({ ...body, status }) }),
    );
    if (!answer.ok) return answer;
    const run = (await answer.json()) as Schemas['check-run'];
    const output = { ...run.output, annotations_url: `${run.url}/annotations` };
    return Response.json({ ...run, output }, { status: answer.status, headers: answer.headers });
  });
  return routes;
}
