import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import type { Schemas } from '../world.ts';

/**
 * A check run with a conclusion is completed, whether or not the request says so: the emulator wants both. Annotations of
 * an update are added to those that are there: the emulator puts them in their place.
 */
export function checkRoutes({ forward }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.on(['POST', 'PATCH'], ['/repos/:owner/:repo/check-runs', '/repos/:owner/:repo/check-runs/:id'], async (c) => {
    const body = (await c.req.json()) as { conclusion?: unknown; status?: unknown; output?: Output };
    const status = body.status ?? (body.conclusion === undefined ? undefined : 'completed');
    const { method, url, raw } = c.req;
    if (method === 'PATCH' && body.output !== undefined) {
      const shown = await forward(new Request(`${url}/annotations?per_page=100`, { headers: raw.headers }));
      if (!shown.ok) return shown;
      const { check_annotations: earlier } = (await shown.json()) as { check_annotations: Annotation[] };
      body.output.annotations = [...earlier, ...(body.output.annotations ?? [])];
    }
    const answer = await forward(
      new Request(url, { method, headers: raw.headers, body: JSON.stringify({ ...body, status }) }),
    );
    if (!answer.ok) return answer;
    const run = (await answer.json()) as Schemas['check-run'];
    const output = { ...run.output, annotations_url: `${run.url}/annotations` };
    return Response.json({ ...run, output }, { status: answer.status, headers: answer.headers });
  });
  // The emulator wraps the list, which GitHub does not.
  routes.get('/repos/:owner/:repo/check-runs/:id/annotations', async (c) => {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    return c.json(((await answer.json()) as { check_annotations: Annotation[] }).check_annotations);
  });
  return routes;
}

type Annotation = Schemas['check-annotation'];

interface Output {
  annotations?: Annotation[];
}
