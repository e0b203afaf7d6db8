import { createRoute, z } from '@hono/zod-openapi';
import { listDecisions } from '../../../db/gate-decision-pages.ts';
import { EFFECTS } from '../../../gate/index.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { environment, limit, listOf, oneOf, positiveInteger, repository } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { gateDecisionOf, gateDecisionShape } from '../shapes/gate-decision.ts';
import { nextShape } from '../shapes/parts.ts';

const query = z.strictObject({
  repository: repository.optional(),
  environment: environment.optional(),
  verdict: listOf(EFFECTS, 'Only these verdicts.').optional(),
  deploys: oneOf(['true', 'false'], 'Only those that a deploy hung on, or only the others.').optional(),
  limit,
  cursor: cursorParameter('gate-decisions', z.tuple([positiveInteger])),
});

const route = createRoute({
  method: 'get',
  path: '/api/v1/gate/decisions',
  operationId: 'listGateDecisions',
  tags: ['Gate'],
  summary: 'List what the gate decided',
  description: 'The newest first. One of them by its number has the facts as they were.',
  security: security('gate:evaluate', 'evidence:read'),
  request: { query },
  responses: {
    200: {
      description: 'A page of decisions.',
      headers: linkHeader,
      content: { 'application/json': { schema: z.object({ decisions: z.array(gateDecisionShape), next: nextShape }) } },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListGateDecisions(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'gate:evaluate', 'evidence:read') }, async (c) => {
    const { limit, cursor, verdict: verdicts, deploys, ...of } = c.req.valid('query');
    const filter = {
      ...of,
      verdicts,
      forDeploy: deploys === undefined ? undefined : deploys === 'true',
      installationId: c.get('token').installation_id,
    };
    const page = await listDecisions(context.db, filter, { before: cursor?.[0], limit });
    const next = page.next === undefined ? null : encodeCursor('gate-decisions', [page.next]);
    linkNext(c, next);
    return c.json({ decisions: page.rows.map(gateDecisionOf), next }, 200);
  });
}
