import { createRoute, z } from '@hono/zod-openapi';
import { scoreTrust } from '../../../gate/trust/index.ts';
import { gatherFor } from '../../gate/decide-gate.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { gateRepository } from '../gate-repository.ts';
import { environment, repository } from '../parameters.ts';
import { requireAsker } from '../require-asker.ts';
import { problemResponses, security } from '../route-parts.ts';
import { repositoryPartShape, time, timeOf } from '../shapes/parts.ts';
import { trustScoreShape } from '../shapes/verdict.ts';

const answer = z
  .object({
    repository: repositoryPartShape,
    environment: z.string(),
    at: time,
    trust_score: trustScoreShape.nullable().openapi({ description: 'Null: nothing that it rests on is known.' }),
  })
  .openapi('TrustScoreAnswer');

const route = createRoute({
  method: 'get',
  path: '/api/v1/trust-score',
  operationId: 'getTrustScore',
  tags: ['Gate'],
  summary: 'How far can a deploy be trusted?',
  description: 'The score with what it lost, by cause, and the act that wins each back. Nothing is decided or kept.',
  security: security('gate:evaluate'),
  request: {
    query: z.strictObject({ repository: repository.optional(), environment: environment.default('production') }),
  },
  responses: {
    200: { description: 'The score as of now.', content: { 'application/json': { schema: answer } } },
    ...problemResponses('invalid-parameter', 'not-found', 'unavailable'),
  },
});

export function addGetTrustScore(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireAsker(context) }, async (c) => {
    const asked = c.req.valid('query');
    const found = await gateRepository(context, c.get('asker'), asked.repository);
    const gate = { ...context, askObjectives: context.askObjectives ?? null };
    const { facts } = await gatherFor(gate, { repository: found, environment: asked.environment });
    const now = context.now();
    return c.json(
      {
        repository: { id: found.id, full_name: facts.repository },
        environment: asked.environment,
        at: timeOf(now),
        trust_score: scoreTrust(facts, now) as z.input<typeof trustScoreShape> | null,
      },
      200,
    );
  });
}
