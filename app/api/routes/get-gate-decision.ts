import { createRoute, z } from '@hono/zod-openapi';
import { findDecision } from '../../../db/gate-decision-pages.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { decisionId } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { gateDecisionOf, gateDecisionShape } from '../shapes/gate-decision.ts';

const answer = z
  .object({
    ...gateDecisionShape.shape,
    facts: z.record(z.string(), z.unknown()).openapi({ description: 'What was known then: `gate/facts.ts`.' }),
    policy: z.record(z.string(), z.unknown()).openapi({ description: 'What it went by: `gate/policy.ts`.' }),
  })
  .openapi('GateDecisionWithFacts');

const route = createRoute({
  method: 'get',
  path: '/api/v1/gate/decisions/{id}',
  operationId: 'getGateDecision',
  tags: ['Gate'],
  summary: 'Get a decision with the facts as they were',
  security: security('gate:evaluate', 'evidence:read'),
  request: { params: z.object({ id: decisionId }), query: z.strictObject({}) },
  responses: {
    200: { description: 'The decision.', content: { 'application/json': { schema: answer } } },
    ...problemResponses('invalid-parameter', 'not-found'),
  },
});

export function addGetGateDecision(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'gate:evaluate', 'evidence:read') }, async (c) => {
    const key = { installationId: c.get('token').installation_id, id: c.req.valid('param').id };
    const row = await findDecision(context.db, key);
    if (row === undefined) {
      throw new Problem('not-found', {
        expected: "the number of a decision of this token's installation",
        found: String(key.id),
        cure: 'GET /api/v1/gate/decisions lists them.',
      });
    }
    const { facts, policy } = row as unknown as Record<'facts' | 'policy', Record<string, unknown>>;
    return c.json({ ...gateDecisionOf(row), facts, policy }, 200);
  });
}
