import { createRoute, z } from '@hono/zod-openapi';
import { MOST_FIRING, saveMonitoringAlerts } from '../../../db/save-monitoring-alerts.ts';
import { type AlertProblem, MOST_ALERTS, readAlertmanager } from '../../monitoring/read-alertmanager.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { jsonBody } from '../json-body.ts';
import { Problem } from '../problem.ts';
import { requireScopeOrPassword } from '../require-scope.ts';
import { retryLater } from '../retry-later.ts';
import { problemResponses, security } from '../route-parts.ts';

const MOST_BYTES = 16 * 1024 * 1024;
/** Told of in an answer and in the log. */
const PROBLEMS_SHOWN = 20;

const body = z
  .looseObject({
    alerts: z.array(z.unknown(), 'the list of alerts that Alertmanager sends').openapi({
      type: 'array',
      items: { type: 'object' },
      description: '`status`, `labels`, `annotations`, `startsAt`, `endsAt`, `generatorURL`, `fingerprint` of each.',
    }),
    groupKey: z.unknown().optional().openapi({ type: 'string' }),
    status: z.unknown().optional().openapi({ type: 'string' }),
    truncatedAlerts: z.unknown().optional().openapi({ type: 'integer' }),
  })
  .openapi({ description: 'Version 4. Fields that are not named here are let be.' });

const answer = z
  .object({
    received: z.number().int(),
    stored: z.number().int(),
    changed: z.number().int().openapi({ description: 'Of those stored: how many began to fire or were resolved.' }),
    watchdog: z.boolean().openapi({ description: 'A watchdog was among them, and was heard.' }),
    truncated: z.number().int().openapi({ description: 'How many the sender left out of the group.' }),
    problems: z
      .array(
        z.object({
          index: z.number().int(),
          name: z.string().nullable(),
          expected: z.string(),
          found: z.string(),
        }),
      )
      .openapi({ description: `Alerts that could not be read, the first ${PROBLEMS_SHOWN}. The others are stored.` }),
  })
  .openapi('AlertmanagerReceipt');

const route = createRoute({
  method: 'post',
  path: '/api/v1/alertmanager',
  operationId: 'receiveAlertmanager',
  tags: ['Monitoring'],
  summary: 'Take alerts of Alertmanager',
  description: `The address of a \`webhook_config\` of Alertmanager (0.25 and later) with \`send_resolved: true\`. The token is sent as \`authorization.credentials\`, or as the password of \`basic_auth\`. The name of the token is the source of the alerts: give both Alertmanagers of a pair the same one, and those that know nothing of each other each their own.

Of the labels are read: \`severity\` (critical or page; high or error; medium or warning; low, info or none; any other word is \`unknown\`, which passes no threshold), \`service\`, \`environment\` or \`env\`, \`repository\` (\`owner/name\`; without it an alert counts for the whole installation), and \`tags\` (with commas; each label is a tag \`key:value\` too). An alert named \`Watchdog\`, or with the label \`lockkeeper_watchdog="true"\`, counts as a sign of life.

An alert is resolved only where that is said. What cannot be stored now is answered with 503, so that Alertmanager sends it again. An alert that cannot be read is told of in the answer and in the log, and the others are stored.`,
  security: security('alerts:write'),
  request: { body: { required: true, content: { 'application/json': { schema: body } } } },
  responses: {
    200: { description: 'What became of it.', content: { 'application/json': { schema: answer } } },
    ...problemResponses('invalid-parameter', 'too-large', 'unsupported-media-type', 'unavailable'),
  },
});

export function addReceiveAlertmanager(api: Api, context: ApiContext): void {
  const middleware = [
    retryLater(context),
    requireScopeOrPassword(context, 'alerts:write'),
    ...jsonBody(MOST_BYTES),
  ] as const;
  api.openapi({ ...route, middleware: [...middleware] }, async (c) => {
    const sent = c.req.valid('json');
    const { installation_id: installationId, name: source } = c.get('token');
    const { alerts, watchdog, truncated, problems } = readAlertmanager(sent);
    const shown = problems.slice(0, PROBLEMS_SHOWN);
    if (problems.length > 0) {
      context.log.warn({ installationId, source, count: problems.length, problems: shown }, 'alerts could not be read');
    }
    if (problems.length > 0 && alerts.length === 0 && !watchdog) throw unreadable(problems[0]!);
    const delivery = { installationId, source, now: context.now(), watchdog, truncated };
    const saved = await context.db.transaction().execute(async (trx) => {
      const done = await saveMonitoringAlerts(trx, delivery, alerts);
      if (done.changed > 0) await context.reviewHolds?.(trx);
      return done;
    });
    if (saved.left > 0) throw tooMany(saved.left);
    return c.json(
      {
        received: Math.min(sent.alerts.length, MOST_ALERTS),
        stored: saved.ids.length,
        changed: saved.changed,
        watchdog,
        truncated: truncated.alerts,
        problems: shown,
      },
      200,
    );
  });
}

/** Sent again it would be the same: so the sender is told that it is wrong, and shows it in its own metrics and log. */
function unreadable({ expected, found }: AlertProblem): Problem {
  return new Problem('invalid-parameter', {
    expected: `alerts as Alertmanager sends them: ${expected}`,
    found,
    cure: 'Send what the webhook of Alertmanager sends, version 4, or use POST /api/v1/alerts.',
    parameters: [{ name: 'alerts', expected, found }],
  });
}

export function tooMany(left: number): Problem {
  return new Problem('unavailable', {
    expected: `at most ${MOST_FIRING} alerts that fire at a time in an installation`,
    found: `${left} more, which were not stored`,
    cure: 'Resolve what does not fire any more: POST /api/v1/alerts with its fingerprint and the status resolved.',
    headers: { 'Retry-After': '60' },
  });
}
