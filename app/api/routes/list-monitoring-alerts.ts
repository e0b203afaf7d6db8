import { createRoute, z } from '@hono/zod-openapi';
import { listMonitoringAlerts } from '../../../db/monitoring-alerts.ts';
import { listMonitoringSources } from '../../../db/monitoring-sources.ts';
import { SEVERITIES } from '../../../scanners/osv/index.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { limit, listOf, plain, positiveInteger, repository } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import {
  MONITORING_STATUSES,
  monitoringAlertOf,
  monitoringAlertShape,
  monitoringSourceOf,
  monitoringSourceShape,
} from '../shapes/monitoring-alert.ts';
import { nextShape } from '../shapes/parts.ts';

const name = (description: string) =>
  plain(200, 'a name of at most 200 characters').optional().openapi({ description });

const query = z.strictObject({
  status: listOf(MONITORING_STATUSES, 'Those that fire, those that were resolved, or both.')
    .default(['firing'])
    .openapi({ default: ['firing'] }),
  severity: listOf(SEVERITIES, 'Only these levels.').optional(),
  source: name('Only those that were sent with the token of this name.'),
  service: name('Only those of this service.'),
  environment: name('What counts for this environment: its own, and those that name none.'),
  repository: repository
    .optional()
    .openapi({ description: 'What counts for this repository: its own, and those of the whole installation.' }),
  limit,
  cursor: cursorParameter('monitoring-alerts', z.tuple([positiveInteger])),
});

const route = createRoute({
  method: 'get',
  path: '/api/v1/monitoring-alerts',
  operationId: 'listMonitoringAlerts',
  tags: ['Monitoring'],
  summary: 'List alerts from outside',
  description:
    'The newest first, and who sends them: when each source and its watchdog were heard last, and how many alerts it left out. Resolved ones are kept for 90 days.',
  security: security('alerts:read'),
  request: { query },
  responses: {
    200: {
      description: 'A page of alerts.',
      headers: linkHeader,
      content: {
        'application/json': {
          schema: z.object({
            monitoring_alerts: z.array(monitoringAlertShape),
            sources: z.array(monitoringSourceShape),
            next: nextShape,
          }),
        },
      },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListMonitoringAlerts(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'alerts:read') }, async (c) => {
    const { limit, cursor, status: statuses, severity: severities, ...rest } = c.req.valid('query');
    const installationId = c.get('token').installation_id;
    const filter = { ...rest, installationId, statuses, severities };
    const page = await listMonitoringAlerts(context.db, filter, { before: cursor?.[0], limit });
    const sources = await listMonitoringSources(context.db, installationId);
    const next = page.next === undefined ? null : encodeCursor('monitoring-alerts', [page.next]);
    linkNext(c, next);
    return c.json(
      { monitoring_alerts: page.rows.map(monitoringAlertOf), sources: sources.map(monitoringSourceOf), next },
      200,
    );
  });
}
