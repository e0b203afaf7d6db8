import { createRoute, z } from '@hono/zod-openapi';
import { findMonitoringAlerts } from '../../../db/monitoring-alerts.ts';
import { findOwnRepository } from '../../../db/repositories.ts';
import { saveMonitoringAlerts, type ToldAlert } from '../../../db/save-monitoring-alerts.ts';
import { boundedTags, fingerprintOf } from '../../monitoring/told-parts.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { jsonBody } from '../json-body.ts';
import { Problem } from '../problem.ts';
import { requireScopeOrPassword } from '../require-scope.ts';
import { retryLater } from '../retry-later.ts';
import { problemResponses, security } from '../route-parts.ts';
import { monitoringAlertOf, monitoringAlertShape } from '../shapes/monitoring-alert.ts';
import { type ToldAlertBody, toldAlertBody } from '../told-alert-body.ts';
import { tooMany } from './receive-alertmanager.ts';

const route = createRoute({
  method: 'post',
  path: '/api/v1/alerts',
  operationId: 'tellAlert',
  tags: ['Monitoring'],
  summary: 'Tell of an alert from outside',
  description:
    'For whatever is no Alertmanager: an alert fires, or it is resolved. The same told again is the same alert. It counts at the deploy gate until it is told to be resolved. What cannot be stored now is answered with 503: send it again.',
  security: security('alerts:write'),
  request: { body: { required: true, content: { 'application/json': { schema: toldAlertBody } } } },
  responses: {
    200: {
      description: 'The alert as it is now. None where nothing fired that is resolved by this.',
      content: { 'application/json': { schema: z.object({ alerts: z.array(monitoringAlertShape) }) } },
    },
    ...problemResponses('invalid-parameter', 'too-large', 'unsupported-media-type', 'unavailable'),
  },
});

export function addTellAlert(api: Api, context: ApiContext): void {
  const middleware = [retryLater(context), requireScopeOrPassword(context, 'alerts:write'), ...jsonBody(128 * 1024)];
  api.openapi({ ...route, middleware }, async (c) => {
    const body = c.req.valid('json');
    const { installation_id: installationId, name: source } = c.get('token');
    const repository = await repositoryOf(context, installationId, body);
    if (repository === undefined) {
      const found = JSON.stringify(String((await c.req.json<{ repository: unknown }>()).repository));
      throw unknownRepository(found);
    }
    const told = toldAlert(body, repository);
    const { alerts, left } = await context.db.transaction().execute(async (trx) => {
      const saved = await saveMonitoringAlerts(trx, { installationId, source, now: context.now() }, [told]);
      if (saved.changed > 0) await context.reviewHolds?.(trx);
      return { left: saved.left, alerts: await findMonitoringAlerts(trx, { installationId, ids: saved.ids }) };
    });
    if (left > 0) throw tooMany(left);
    return c.json({ alerts: alerts.map(monitoringAlertOf) }, 200);
  });
}

/** Null: it names none. Undefined: it names one that is not the installation's. */
async function repositoryOf({ db }: ApiContext, installationId: number, { repository }: ToldAlertBody) {
  if (repository === undefined) return null;
  return findOwnRepository(db, { installationId, repository });
}

function toldAlert(body: ToldAlertBody, repository: { id: number; owner: string; name: string } | null): ToldAlert {
  const { status, title = '', severity, service = null, environment = null } = body;
  return {
    fingerprint: body.fingerprint ?? fingerprintOf([title, service, environment, repository?.id ?? null]),
    status,
    startsAt: body.starts_at ?? null,
    endsAt: body.ends_at ?? null,
    severity,
    title,
    service,
    environment,
    repository,
    tags: boundedTags(body.tags),
    url: body.url ?? null,
    labels: {},
  };
}

function unknownRepository(found: string): Problem {
  const expected = "a repository of this token's installation";
  return new Problem('invalid-parameter', {
    expected: `repository to be ${expected}`,
    found,
    cure: 'Correct the body. /api/docs says what the route takes.',
    parameters: [{ name: 'repository', expected, found }],
  });
}
