import { createRoute, z } from '@hono/zod-openapi';
import { alertHistory, findAlert } from '../../../db/alert-pages.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { describeAlerts } from '../describe-alerts.ts';
import { alertId } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { alertEventOf, alertEventShape, alertShape } from '../shapes/alert.ts';

const HISTORY_SHOWN = 200;

const answer = z
  .object({
    ...alertShape.shape,
    history: z.array(alertEventShape).openapi({
      description: `What was decided about it and when, the oldest first: the newest ${HISTORY_SHOWN} records of the evidence.`,
    }),
  })
  .openapi('AlertWithHistory');

const route = createRoute({
  method: 'get',
  path: '/api/v1/alerts/{id}',
  operationId: 'getAlert',
  tags: ['Alerts'],
  summary: 'Get an alert and its history',
  security: security('alerts:read'),
  request: { params: z.object({ id: alertId }), query: z.strictObject({}) },
  responses: {
    200: { description: 'The alert.', content: { 'application/json': { schema: answer } } },
    ...problemResponses('invalid-parameter', 'not-found'),
  },
});

export function addGetAlert(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'alerts:read') }, async (c) => {
    const key = { installationId: c.get('token').installation_id, id: c.req.valid('param').id };
    const row = await findAlert(context.db, key);
    if (row === undefined) {
      throw new Problem('not-found', {
        expected: "the number of an alert of this token's installation",
        found: String(key.id),
        cure: 'GET /api/v1/alerts?state=open,suppressed,resolved lists them all.',
      });
    }
    const history = await alertHistory(context.db, { ...key, limit: HISTORY_SHOWN });
    const [alert] = await describeAlerts(context.db, [row]);
    return c.json({ ...alert!, history: history.map(alertEventOf) }, 200);
  });
}
