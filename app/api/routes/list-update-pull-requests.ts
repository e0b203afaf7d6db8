import { createRoute, z } from '@hono/zod-openapi';
import { listPullRequestPage } from '../../../db/update-pull-request-pages.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { limit, listOf, positiveInteger, repository } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { nextShape } from '../shapes/parts.ts';
import { PULL_REQUEST_STATES, updatePullRequestOf, updatePullRequestShape } from '../shapes/update-pull-request.ts';

const query = z.strictObject({
  state: listOf(PULL_REQUEST_STATES, 'Only these states.')
    .default([...PULL_REQUEST_STATES])
    .openapi({ default: [...PULL_REQUEST_STATES] }),
  repository: repository.optional(),
  limit,
  cursor: cursorParameter('update-pull-requests', z.tuple([positiveInteger])),
});

const route = createRoute({
  method: 'get',
  path: '/api/v1/update-pull-requests',
  operationId: 'listUpdatePullRequests',
  tags: ['Updates'],
  summary: 'List update pull requests',
  description:
    'The newest first: what is open and what came of the others, what waits for a place (`deferred`), and what could not be carried out or proven (`refused`), with the reason.',
  security: security('updates:read'),
  request: { query },
  responses: {
    200: {
      description: 'A page of update pull requests.',
      headers: linkHeader,
      content: {
        'application/json': {
          schema: z.object({ update_pull_requests: z.array(updatePullRequestShape), next: nextShape }),
        },
      },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListUpdatePullRequests(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'updates:read') }, async (c) => {
    const { limit, cursor, state: states, repository } = c.req.valid('query');
    const filter = { installationId: c.get('token').installation_id, repository, states };
    const page = await listPullRequestPage(context.db, filter, { before: cursor?.[0], limit });
    const next = page.next === undefined ? null : encodeCursor('update-pull-requests', [page.next]);
    linkNext(c, next);
    return c.json({ update_pull_requests: page.rows.map(updatePullRequestOf), next }, 200);
  });
}
