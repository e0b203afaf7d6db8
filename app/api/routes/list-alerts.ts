import { createRoute, z } from '@hono/zod-openapi';
import { listAlerts } from '../../../db/alert-pages.ts';
import { alertCursor, alertFilter, alertPage, alertQuery } from '../alert-query.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { describeAlerts } from '../describe-alerts.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { alertShape } from '../shapes/alert.ts';
import { nextShape } from '../shapes/parts.ts';

const route = createRoute({
  method: 'get',
  path: '/api/v1/alerts',
  operationId: 'listAlerts',
  tags: ['Alerts'],
  summary: 'List alerts',
  description:
    'The most urgent first, then by number. Filters add up: an alert is given out when it passes all of them. Pages are stable: while alerts are opened and resolved, no alert is given out twice or left out because of another one.',
  security: security('alerts:read'),
  request: { query: alertQuery },
  responses: {
    200: {
      description: 'A page of alerts.',
      headers: linkHeader,
      content: { 'application/json': { schema: z.object({ alerts: z.array(alertShape), next: nextShape }) } },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListAlerts(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'alerts:read') }, async (c) => {
    const query = c.req.valid('query');
    const filter = alertFilter(query, c.get('token').installation_id);
    const page = await listAlerts(context.db, filter, alertPage(query));
    const next = alertCursor(page.next);
    linkNext(c, next);
    return c.json({ alerts: await describeAlerts(context.db, page.rows), next }, 200);
  });
}
