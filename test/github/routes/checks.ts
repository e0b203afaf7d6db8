import { Hono } from 'hono';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import { nodeId, simpleUser } from '../shapes.ts';
import type { CheckButton, Schemas, World } from '../world.ts';

/**
 * A check run with a conclusion is completed, whether or not the request says so: the emulator wants both. Annotations of
 * an update are added to those that are there: the emulator puts them in their place. It knows nothing of buttons, nor of whose a run is.
 */
export function checkRoutes({ world, forward }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.on(['POST', 'PATCH'], ['/repos/:owner/:repo/check-runs', '/repos/:owner/:repo/check-runs/:id'], async (c) => {
    const body = (await c.req.json()) as { conclusion?: unknown; status?: unknown; output?: Output; actions?: unknown };
    if (body.actions !== undefined && !areButtons(body.actions)) return c.json({ message: 'Validation Failed' }, 422);
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
    const isOurs = c.get('installation') !== undefined;
    if (isOurs && (method === 'POST' || body.actions !== undefined)) {
      world.checkButtons.set(Number(run.id), (body.actions ?? []) as CheckButton[]);
    }
    return Response.json(withApp(world, run), { status: answer.status, headers: answer.headers });
  });
  routes.get('/repos/:owner/:repo/check-runs/:id{[0-9]+}', async (c) => {
    const answer = await forward(c.req.raw);
    return answer.ok ? c.json(withApp(world, (await answer.json()) as Schemas['check-run'])) : answer;
  });
  routes.get('/repos/:owner/:repo/commits/:ref/check-runs', async (c) => {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    const list = (await answer.json()) as { total_count: number; check_runs: Schemas['check-run'][] };
    return c.json({ ...list, check_runs: list.check_runs.map((run) => withApp(world, run)) });
  });
  // The emulator wraps the list, which GitHub does not.
  routes.get('/repos/:owner/:repo/check-runs/:id/annotations', async (c) => {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    return c.json(((await answer.json()) as { check_annotations: Annotation[] }).check_annotations);
  });
  return routes;
}

/** A run that the App made says so; of others the emulator knows nobody. */
function withApp(world: World, run: Schemas['check-run']): Schemas['check-run'] {
  const output = { ...run.output, annotations_url: `${run.url}/annotations` };
  if (!world.checkButtons.has(Number(run.id))) return { ...run, output };
  const { id, slug, name, permissions, events } = world.app;
  const html_url = `${world.url}/apps/${slug}`;
  const then = '2026-01-01T00:00:00Z';
  const app: Schemas['check-run']['app'] = {
    id,
    slug,
    node_id: nodeId('Integration', id),
    owner: simpleUser(world, { id: 2, login: 'admin', type: 'User' }),
    name,
    description: null,
    external_url: html_url,
    html_url,
    created_at: then,
    updated_at: then,
    permissions,
    events,
  };
  return { ...run, output, app };
}

/** https://docs.github.com/en/rest/checks/runs#create-a-check-run */
function areButtons(actions: unknown): boolean {
  const most = { label: 20, description: 40, identifier: 20 };
  return (
    Array.isArray(actions) &&
    actions.length <= 3 &&
    actions.every((action: Record<string, unknown>) =>
      Object.entries(most).every(([key, length]) => {
        const text = action[key];
        return typeof text === 'string' && text !== '' && text.length <= length;
      }),
    )
  );
}

type Annotation = Schemas['check-annotation'];

interface Output {
  annotations?: Annotation[];
}
