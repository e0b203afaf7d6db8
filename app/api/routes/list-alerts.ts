import { createRoute, z } from '@hono/zod-openapi';
import { listAlerts } from '../../../db/alert-pages.ts';
import { SEVERITIES, severityAtLeast } from '../../../scanners/osv/severity.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { advisoryId, limit, listOf, oneOf, packageName, repository, tag } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { ALERT_KINDS, ALERT_STATES, alertOf, alertShape } from '../shapes/alert.ts';
import { nextShape, severityShape } from '../shapes/parts.ts';

const query = z.strictObject({
  severity: listOf(SEVERITIES, 'Only these levels.').optional(),
  min_severity: oneOf(
    SEVERITIES,
    'Only this level and what is more urgent. Unrated alerts (`unknown`) are always among them; `min_severity=unknown` gives every level.',
  ).optional(),
  state: listOf(ALERT_STATES, 'Only these states.')
    .default(['open'])
    .openapi({ default: ['open'] }),
  kind: oneOf(ALERT_KINDS, 'Only this kind.').optional(),
  repository: repository.optional(),
  tag: tag.optional(),
  package: packageName.optional(),
  advisory: advisoryId.optional(),
  limit,
  cursor: cursorParameter('alerts', z.tuple([severityShape, z.number().int().min(0).max(2_147_483_647)])),
});

const route = createRoute({
  method: 'get',
  path: '/api/v1/alerts',
  operationId: 'listAlerts',
  tags: ['Alerts'],
  summary: 'List alerts',
  description:
    'The most urgent first, then by number. Filters add up: an alert is given out when it passes all of them. Pages are stable: while alerts are opened and resolved, no alert is given out twice or left out because of another one.',
  security: security('alerts:read'),
  request: { query },
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
    const { severity, min_severity, state, package: name, advisory, limit, cursor, ...rest } = c.req.valid('query');
    const severities = SEVERITIES.filter(
      (level) =>
        (severity === undefined || severity.includes(level)) &&
        (min_severity === undefined || severityAtLeast(level, min_severity)),
    );
    const filter = {
      ...rest,
      installationId: c.get('token').installation_id,
      severities,
      states: state,
      packageName: name,
      advisoryId: advisory,
    };
    const after = cursor && { severity: cursor[0], id: cursor[1] };
    const page = await listAlerts(context.db, filter, { after, limit });
    const next = page.next ? encodeCursor('alerts', [page.next.severity, page.next.id]) : null;
    linkNext(c, next);
    return c.json({ alerts: page.rows.map(alertOf), next }, 200);
  });
}
