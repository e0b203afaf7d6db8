import { createRoute, z } from '@hono/zod-openapi';
import { CONFIG_PATH } from '../../../scanners/config/index.ts';
import { unsuppress } from '../../suppressions/suppress.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { suppressionId } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';

const route = createRoute({
  method: 'delete',
  path: '/api/v1/suppressions/{id}',
  operationId: 'deleteSuppression',
  tags: ['Suppressions'],
  summary: 'Remove a suppression',
  description:
    'What it held back is open again within a minute. The removal goes on evidence with the name of the token. What a configuration file says can only be removed there.',
  security: security('suppressions:write'),
  request: { params: z.object({ id: suppressionId }), query: z.strictObject({}) },
  responses: {
    200: {
      description: 'It was removed.',
      content: { 'application/json': { schema: z.object({ removed: z.number().int() }) } },
    },
    ...problemResponses('invalid-parameter', 'not-found', 'conflict'),
  },
});

export function addDeleteSuppression(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'suppressions:write') }, async (c) => {
    const { installation_id: installationId, name } = c.get('token');
    const { id } = c.req.valid('param');
    const deletion = await unsuppress(context, { installationId, id }, name);
    if (deletion.kind === 'none') {
      throw new Problem('not-found', {
        expected: "the number of a suppression of this token's installation",
        found: String(id),
        cure: 'GET /api/v1/suppressions lists them.',
      });
    }
    if (deletion.kind === 'config') {
      throw new Problem('conflict', {
        expected: 'a suppression that a person made',
        found: `${id}, which a configuration file states`,
        cure: `Take it out of the repository's ${CONFIG_PATH} or of the file that this one extends; it goes with the next scan.`,
      });
    }
    return c.json({ removed: id }, 200);
  });
}
