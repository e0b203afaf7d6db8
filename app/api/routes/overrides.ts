import { createRoute, z } from '@hono/zod-openapi';
import {
  approveOverride,
  type ChangedOverride,
  createOverride,
  type GateOverride,
  listOverrides,
  revokeOverride,
} from '../../../db/gate-overrides.ts';
import type { Trx } from '../../../db/open-database.ts';
import type { Repository } from '../../../db/repositories.ts';
import { findRepository } from '../../../db/repositories.ts';
import type { GatePolicy } from '../../../gate/index.ts';
import { policyOf } from '../../gate/decide-gate.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { gateRepository } from '../gate-repository.ts';
import { jsonBody } from '../json-body.ts';
import { environment, limit, overrideId, plain, positiveInteger, repository } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { overrideOf, overrideShape } from '../shapes/override.ts';
import { nextShape } from '../shapes/parts.ts';

const HOUR = 60 * 60 * 1000;

const body = z.strictObject({
  repository,
  environment,
  reason: plain(1000, 'why it is overridden, in 3 to 1000 characters').min(
    3,
    'why it is overridden, in 3 to 1000 characters',
  ),
  hours: z
    .number('a number of hours above 0')
    .positive('a number of hours above 0')
    .max(24 * 30)
    .openapi({
      description: 'For how long it holds. The policy of the environment says how long it may.',
      example: 4,
    }),
});

const one = { 'application/json': { schema: overrideShape } };
const scope = 'overrides:write' as const;

const create = createRoute({
  method: 'post',
  path: '/api/v1/overrides',
  operationId: 'createOverride',
  tags: ['Gate'],
  summary: 'Override the gate for one environment',
  description:
    'A block does not hold until then. It goes on evidence, is shown in every verdict, and costs points of the trust score. A token counts as one person, by its name: where the policy asks for two, another token or a person has to agree.',
  security: security(scope),
  request: { body: { required: true, content: { 'application/json': { schema: body } } } },
  responses: {
    201: { description: 'The override.', content: one },
    ...problemResponses('invalid-parameter', 'not-found', 'conflict', 'too-large', 'unsupported-media-type'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/api/v1/overrides',
  operationId: 'listOverrides',
  tags: ['Gate'],
  summary: 'List overrides, the newest first',
  security: security('gate:evaluate', scope),
  request: {
    query: z.strictObject({ limit, cursor: cursorParameter('overrides', z.tuple([positiveInteger])) }),
  },
  responses: {
    200: {
      description: 'A page of overrides.',
      headers: linkHeader,
      content: { 'application/json': { schema: z.object({ overrides: z.array(overrideShape), next: nextShape }) } },
    },
    ...problemResponses('invalid-parameter'),
  },
});

const act = (verb: 'approve' | 'revoke', summary: string) =>
  createRoute({
    method: 'post',
    path: `/api/v1/overrides/{id}/${verb}`,
    operationId: `${verb}Override`,
    tags: ['Gate'],
    summary,
    security: security(scope),
    request: { params: z.object({ id: overrideId }) },
    responses: {
      200: { description: 'The override as it is now.', content: one },
      ...problemResponses('invalid-parameter', 'not-found'),
    },
  });

export function addOverrides(api: Api, context: ApiContext): void {
  const { db } = context;
  const middleware = requireScope(context, scope);

  api.openapi({ ...create, middleware: [middleware, ...jsonBody()] }, async (c) => {
    const asked = c.req.valid('json');
    const token = c.get('token');
    const asker = { kind: 'token', installationId: token.installation_id, name: token.name } as const;
    const found = await gateRepository(context, asker, asked.repository);
    const most = readablePolicy(found, asked.environment).overrides.maxHours;
    if (asked.hours > most) throw tooLong(most, asked.hours);
    const now = context.now();
    const made = await db.transaction().execute(async (trx) => {
      const outcome = await createOverride(trx, {
        installationId: token.installation_id,
        repositoryId: found.id,
        environment: asked.environment,
        reason: asked.reason,
        by: { login: token.name, permission: 'token' },
        expiresAt: new Date(now.getTime() + asked.hours * HOUR),
        now,
      });
      if (outcome.kind === 'made') await context.reviewHolds?.(trx, found.id);
      return outcome;
    });
    if (made.kind !== 'made') {
      throw new Problem('conflict', {
        expected: 'a repository with fewer overrides',
        found: made.kind === 'too-many' ? 'too many that hold' : 'one that is gone',
        cure: 'Revoke those that are not needed: GET /api/v1/overrides lists them.',
      });
    }
    return c.json(overrideOf(await named(made.row)), 201);
  });

  api.openapi({ ...list, middleware: requireScope(context, 'gate:evaluate', scope) }, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const own = { installationId: c.get('token').installation_id };
    const page = await listOverrides(db, own, { before: cursor?.[0], limit });
    const next = page.next === undefined ? null : encodeCursor('overrides', [page.next]);
    linkNext(c, next);
    return c.json({ overrides: page.rows.map(overrideOf), next }, 200);
  });

  api.openapi({ ...act('approve', 'Agree to an override'), middleware }, async (c) => {
    const { name, installation_id: installationId } = c.get('token');
    const which = { installationId, id: c.req.valid('param').id };
    const who = { login: name, permission: 'token', now: context.now() };
    return c.json(await changed(which.id, (trx) => approveOverride(trx, which, who)), 200);
  });

  api.openapi({ ...act('revoke', 'End an override'), middleware }, async (c) => {
    const { name, installation_id: installationId } = c.get('token');
    const which = { installationId, id: c.req.valid('param').id };
    const who = { login: name, now: context.now() };
    return c.json(await changed(which.id, (trx) => revokeOverride(trx, which, who)), 200);
  });

  async function changed(id: number, change: (trx: Trx) => Promise<ChangedOverride>) {
    const outcome = await db.transaction().execute(async (trx) => {
      const result = await change(trx);
      if (result.kind === 'changed') await context.reviewHolds?.(trx, result.row.repository_id);
      return result;
    });
    if (outcome.kind !== 'none') return overrideOf(await named(outcome.row));
    throw new Problem('not-found', {
      expected: "the number of an override of this token's installation that holds still",
      found: String(id),
      cure: 'GET /api/v1/overrides lists them.',
    });
  }

  async function named(row: GateOverride) {
    const of = await findRepository(db, row.repository_id);
    return { ...row, repository_owner: of!.owner, repository_name: of!.name };
  }
}

/** @throws Problem where it cannot be read: nobody may say then who overrides, and for how long. */
function readablePolicy(found: Repository, name: string): GatePolicy {
  const reading = policyOf(found, name);
  if (reading.ok) return reading.policy;
  throw new Problem('conflict', {
    expected: 'a policy of the environment that can be read',
    found: 'one with problems',
    cure: 'Correct .github/lockkeeper.yml: its check run says what is wrong.',
  });
}

function tooLong(most: number, hours: number): Problem {
  const expected = `at most ${most} hours, as the policy of the environment says`;
  return new Problem('invalid-parameter', {
    expected: `hours to be ${expected}`,
    found: String(hours),
    cure: 'Ask for less, or change overrides in .github/lockkeeper.yml.',
    parameters: [{ name: 'hours', expected, found: String(hours) }],
  });
}
