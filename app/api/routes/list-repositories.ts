import { createRoute, z } from '@hono/zod-openapi';
import { listRepositories } from '../../../db/repository-pages.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { limit, repository, tag } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { nextShape } from '../shapes/parts.ts';
import { repositoryOf, repositoryShape } from '../shapes/repository.ts';

const query = z.strictObject({
  repository: repository.optional(),
  tag: tag.optional(),
  limit,
  cursor: cursorParameter('repositories', z.tuple([z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)])),
});

const route = createRoute({
  method: 'get',
  path: '/api/v1/repositories',
  operationId: 'listRepositories',
  tags: ['Inventory'],
  summary: 'List repositories with their lockfiles',
  description:
    'By GitHub id. Says of every lockfile whether it could be read, and of every repository when it was scanned last and what is wrong with its configuration.',
  security: security('inventory:read'),
  request: { query },
  responses: {
    200: {
      description: 'A page of repositories.',
      headers: linkHeader,
      content: {
        'application/json': { schema: z.object({ repositories: z.array(repositoryShape), next: nextShape }) },
      },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListRepositories(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'inventory:read') }, async (c) => {
    const { limit, cursor, ...rest } = c.req.valid('query');
    const token = c.get('token');
    const filter = { ...rest, installationId: token.installation_id };
    const page = await listRepositories(context.db, filter, { after: cursor?.[0], limit });
    const next = page.next === undefined ? null : encodeCursor('repositories', [page.next]);
    const mayReadAlerts = token.scopes.includes('alerts:read');
    linkNext(c, next);
    return c.json({ repositories: page.rows.map((row) => repositoryOf(row, mayReadAlerts)), next }, 200);
  });
}
