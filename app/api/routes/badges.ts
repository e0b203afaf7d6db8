import { createRoute, z } from '@hono/zod-openapi';
import { createBadge, deleteBadge, listBadges } from '../../../db/badges.ts';
import { hashBadgeToken, makeBadgeToken } from '../../badges/badge-token.ts';
import type { BadgeViews } from '../../badges/badge-views.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { gateRepository } from '../gate-repository.ts';
import { jsonBody } from '../json-body.ts';
import { badgeId, environment, repository } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { badgeImageShape, badgeOf, badgeShape } from '../shapes/badge.ts';

const scope = 'gate:evaluate' as const;

const create = createRoute({
  method: 'post',
  path: '/api/v1/badges',
  operationId: 'createBadge',
  tags: ['Gate'],
  summary: 'Make badges of a trust score and of the gate',
  description:
    'Whoever has their address sees the score and the verdict of the repository, and nothing else. The address is shown here and nowhere again. What it shows is up to 30 minutes old.',
  security: security(scope),
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: z.strictObject({ repository, environment: environment.default('production') }) },
      },
    },
  },
  responses: {
    201: {
      description: 'The badges, with the Markdown to copy.',
      content: {
        'application/json': {
          schema: z.object({ badge: badgeShape, trust: badgeImageShape, gate: badgeImageShape }).openapi('MadeBadge'),
        },
      },
    },
    ...problemResponses('invalid-parameter', 'not-found', 'conflict', 'too-large', 'unsupported-media-type'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/api/v1/badges',
  operationId: 'listBadges',
  tags: ['Gate'],
  summary: 'List badges, without their addresses',
  security: security(scope),
  request: { query: z.strictObject({ repository: repository.optional() }) },
  responses: {
    200: {
      description: 'The first 1,000 of them.',
      content: { 'application/json': { schema: z.object({ badges: z.array(badgeShape) }) } },
    },
    ...problemResponses('invalid-parameter', 'not-found'),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/api/v1/badges/{id}',
  operationId: 'deleteBadge',
  tags: ['Gate'],
  summary: 'Remove badges',
  description: 'Their address shows nothing any more, within 30 minutes where something has remembered it.',
  security: security(scope),
  request: { params: z.object({ id: badgeId }), query: z.strictObject({}) },
  responses: {
    200: {
      description: 'They were removed.',
      content: { 'application/json': { schema: z.object({ removed: z.number().int() }) } },
    },
    ...problemResponses('invalid-parameter', 'not-found'),
  },
});

export function addBadges(api: Api, context: ApiContext, views: BadgeViews): void {
  const { db, now } = context;
  const middleware = requireScope(context, scope);

  api.openapi({ ...create, middleware: [middleware, ...jsonBody()] }, async (c) => {
    const asked = c.req.valid('json');
    const { installation_id: installationId, name } = c.get('token');
    const found = await gateRepository(context, { kind: 'token', installationId, name }, asked.repository);
    const token = makeBadgeToken();
    const given = {
      installationId,
      repositoryId: found.id,
      environment: asked.environment,
      hash: hashBadgeToken(token),
      by: name,
      now: now(),
    };
    const made = await db.transaction().execute((trx) => createBadge(trx, given));
    if (made.kind !== 'made') {
      throw new Problem('conflict', {
        expected: 'a repository with fewer badges',
        found: made.kind === 'too-many' ? 'too many' : 'one that is gone',
        cure: 'Remove those that are not needed: GET /api/v1/badges lists them.',
      });
    }
    const badge = badgeOf({ ...made.badge, repository_owner: found.owner, repository_name: found.name });
    const image = (alt: string, file: string) => {
      const path = `/badge/${token}/${file}`;
      return { path, markdown: `![${alt}](${originOf(c.req.url, c.req.header('x-forwarded-proto'))}${path})` };
    };
    return c.json({ badge, trust: image('Trust score', 'trust.svg'), gate: image('Deploy gate', 'gate.svg') }, 201);
  });

  api.openapi({ ...list, middleware }, async (c) => {
    const { installation_id: installationId, name } = c.get('token');
    const { repository: asked } = c.req.valid('query');
    const of = asked && (await gateRepository(context, { kind: 'token', installationId, name }, asked));
    const rows = await listBadges(db, { installationId, ...(of ? { repositoryId: of.id } : {}) });
    return c.json({ badges: rows.map(badgeOf) }, 200);
  });

  api.openapi({ ...remove, middleware }, async (c) => {
    const { installation_id: installationId, name } = c.get('token');
    const { id } = c.req.valid('param');
    const which = { installationId, id };
    const isRemoved = await db.transaction().execute((trx) => deleteBadge(trx, which, { by: name, now: now() }));
    if (!isRemoved) {
      throw new Problem('not-found', {
        expected: "the number of a badge of this token's installation",
        found: String(id),
        cure: 'GET /api/v1/badges lists them.',
      });
    }
    views.forget(id);
    return c.json({ removed: id }, 200);
  });
}

/** Where we were asked; what stands in front of us and speaks TLS says so. */
function originOf(url: string, forwarded: string | undefined): string {
  const { protocol, host } = new URL(url);
  return `${forwarded === 'https' ? 'https:' : protocol}//${host}`;
}
