import { createRoute, z } from '@hono/zod-openapi';
import { listSuppressionPage } from '../../../db/suppression-pages.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { advisoryId, limit, listOf, packageName, repository } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { nextShape } from '../shapes/parts.ts';
import { suppressionOf, suppressionShape } from '../shapes/suppression.ts';

const STATES = ['active', 'expired'] as const;

const query = z.strictObject({
  repository: repository
    .optional()
    .openapi({ description: 'What counts for this repository: its own, and those of the whole installation.' }),
  package: packageName.optional(),
  advisory: advisoryId.optional().openapi({ description: 'Only those that name it by exactly this id.' }),
  state: listOf(STATES, 'Those that hold now, those that have ended, or both.')
    .default([...STATES])
    .openapi({ default: [...STATES] }),
  limit,
  cursor: cursorParameter('suppressions', z.tuple([z.number().int().min(0).max(2_147_483_647)])),
});

const route = createRoute({
  method: 'get',
  path: '/api/v1/suppressions',
  operationId: 'listSuppressions',
  tags: ['Suppressions'],
  summary: 'List suppressions',
  description:
    'By number. Those of the configuration files too. `unused` and `expired_days` tell which ones can be cleared away.',
  security: security('alerts:read'),
  request: { query },
  responses: {
    200: {
      description: 'A page of suppressions.',
      headers: linkHeader,
      content: {
        'application/json': { schema: z.object({ suppressions: z.array(suppressionShape), next: nextShape }) },
      },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListSuppressions(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'alerts:read') }, async (c) => {
    const {
      limit,
      cursor,
      state: states,
      package: packageName,
      advisory: advisoryId,
      repository,
    } = c.req.valid('query');
    const now = context.now();
    const filter = { repository, packageName, advisoryId, states, now, installationId: c.get('token').installation_id };
    const page = await listSuppressionPage(context.db, filter, { after: cursor?.[0], limit });
    const next = page.next === undefined ? null : encodeCursor('suppressions', [page.next]);
    linkNext(c, next);
    return c.json({ suppressions: page.rows.map((row) => suppressionOf(row, now)), next }, 200);
  });
}
