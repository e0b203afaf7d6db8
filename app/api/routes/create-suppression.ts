import { createRoute } from '@hono/zod-openapi';
import { findSuppressionRow } from '../../../db/suppression-pages.ts';
import { defaultSuppressionEnd, isSuppressionEnd, MAX_SUPPRESSION_DAYS } from '../../../scanners/alerts/index.ts';
import { suppress } from '../../suppressions/suppress.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { jsonBody } from '../json-body.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { suppressionOf, suppressionShape } from '../shapes/suppression.ts';
import { type SuppressionBody, suppressionBody } from '../suppression-body.ts';

const route = createRoute({
  method: 'post',
  path: '/api/v1/suppressions',
  operationId: 'createSuppression',
  tags: ['Suppressions'],
  summary: 'Make a suppression',
  description:
    'Holds the alerts of a package or an advisory back until a date, or keeps updates off some versions. It goes on evidence with the name of the token; the alerts change within a minute.',
  security: security('suppressions:write'),
  request: { body: { required: true, content: { 'application/json': { schema: suppressionBody } } } },
  responses: {
    201: { description: 'The suppression.', content: { 'application/json': { schema: suppressionShape } } },
    ...problemResponses('invalid-parameter', 'conflict', 'too-large', 'unsupported-media-type'),
  },
});

export function addCreateSuppression(api: Api, context: ApiContext): void {
  const middleware = [requireScope(context, 'suppressions:write'), ...jsonBody()];
  api.openapi({ ...route, middleware }, async (c) => {
    const body = c.req.valid('json');
    const token = c.get('token');
    const now = context.now();
    const insertion = await suppress(context, {
      installationId: token.installation_id,
      repository: body.repository ?? null,
      source: 'api',
      ecosystem: body.ecosystem,
      packageName: body.package ?? null,
      advisoryId: body.advisory ?? null,
      range: body.range ?? null,
      path: body.path ?? null,
      devOnly: body.scope === 'dev',
      reason: body.reason,
      author: token.name,
      expiresAt: endOf(body, now),
    });
    if (insertion.kind === 'unknown-repository') {
      const found = JSON.stringify(String((await c.req.json<{ repository: string }>()).repository));
      throw invalid('repository', "a repository of this token's installation", found);
    }
    if (insertion.kind === 'too-many') throw tooMany(insertion.most);
    const key = { installationId: token.installation_id, id: insertion.row.id };
    const row = await findSuppressionRow(context.db, key);
    return c.json(suppressionOf(row ?? { ...insertion.row, repository_owner: null, repository_name: null }, now), 201);
  });
}

function endOf({ expires_at }: SuppressionBody, now: Date): Date {
  if (expires_at === undefined) return defaultSuppressionEnd(now);
  const end = new Date(expires_at);
  if (isSuppressionEnd(end, now)) return end;
  throw invalid('expires_at', `a time at most ${MAX_SUPPRESSION_DAYS} days from now`, JSON.stringify(expires_at));
}

function invalid(name: string, expected: string, found: string): Problem {
  return new Problem('invalid-parameter', {
    expected: `${name} to be ${expected}`,
    found,
    cure: 'Correct the body. /api/docs says what the route takes.',
    parameters: [{ name, expected, found }],
  });
}

function tooMany(most: number): Problem {
  return new Problem('conflict', {
    expected: `at most ${most} suppressions that hold at a time, beside those of the configuration`,
    found: 'so many already',
    cure: 'Remove those that GET /api/v1/suppressions?state=active shows as unused.',
  });
}
