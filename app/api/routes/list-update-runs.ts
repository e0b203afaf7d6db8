import { createRoute, z } from '@hono/zod-openapi';
import { listUpdateRuns } from '../../../db/update-run-pages.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { limit, positiveInteger } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { nextShape } from '../shapes/parts.ts';
import { updateRunOf, updateRunShape } from '../shapes/update-run.ts';

const route = createRoute({
  method: 'get',
  path: '/api/v1/update-runs',
  operationId: 'listUpdateRuns',
  tags: ['Updates'],
  summary: 'List update runs',
  description: 'The newest first: the hourly ones, and those that somebody asked for. They are kept for 30 days.',
  security: security('updates:read'),
  request: { query: z.strictObject({ limit, cursor: cursorParameter('update-runs', z.tuple([positiveInteger])) }) },
  responses: {
    200: {
      description: 'A page of runs.',
      headers: linkHeader,
      content: {
        'application/json': { schema: z.object({ update_runs: z.array(updateRunShape), next: nextShape }) },
      },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListUpdateRuns(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'updates:read') }, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const page = await listUpdateRuns(context.db, c.get('token').installation_id, { before: cursor?.[0], limit });
    const next = page.next === undefined ? null : encodeCursor('update-runs', [page.next]);
    linkNext(c, next);
    return c.json({ update_runs: page.rows.map(updateRunOf), next }, 200);
  });
}
