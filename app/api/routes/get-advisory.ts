import { createRoute, z } from '@hono/zod-openapi';
import { countAdvisoryAlerts, findAdvisory, listAdvisoryUsage } from '../../../db/advisory-usage.ts';
import { rateExploitation } from '../../exploits/rate-exploitation.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { advisoryId, limit } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { advisoryOf, advisoryShape } from '../shapes/advisory.ts';
import { nextShape } from '../shapes/parts.ts';
import { usageOf, usagePlace, usageShape } from '../shapes/usage.ts';

const answer = z
  .object({
    advisory: advisoryShape,
    alerts: z
      .object({ open: z.number().int(), suppressed: z.number().int(), resolved: z.number().int() })
      .openapi({ description: 'Your alerts that stand on it; `GET /api/v1/alerts?advisory=…` lists them.' }),
    affected: z.array(usageShape).openapi({
      description: 'Affected package versions in your lockfiles, suppressed or not: a page of them.',
    }),
    next: nextShape,
  })
  .openapi('AdvisoryWithUsage');

const route = createRoute({
  method: 'get',
  path: '/api/v1/advisories/{id}',
  operationId: 'getAdvisory',
  tags: ['Alerts'],
  summary: 'Who is affected by an advisory?',
  security: security('alerts:read'),
  request: {
    params: z.object({ id: advisoryId }),
    query: z.strictObject({ limit, cursor: cursorParameter('usage', usagePlace) }),
  },
  responses: {
    200: {
      description: 'The advisory, and where it strikes.',
      headers: linkHeader,
      content: { 'application/json': { schema: answer } },
    },
    ...problemResponses('invalid-parameter', 'not-found'),
  },
});

export function addGetAdvisory(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'alerts:read') }, async (c) => {
    const { db } = context;
    const { id } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const installationId = c.get('token').installation_id;
    const row = await findAdvisory(db, { installationId, id });
    if (row === undefined) throw unknownAdvisory(id);
    const key = { installationId, id: row.id };
    const after = cursor && { lockfileId: cursor[0], packageVersionId: cursor[1] };
    const page = await listAdvisoryUsage(db, key, { after, limit });
    const counts = await countAdvisoryAlerts(db, key);
    const alerts = {
      open: counts.get('open') ?? 0,
      suppressed: counts.get('suppressed') ?? 0,
      resolved: counts.get('resolved') ?? 0,
    };
    const next = page.next ? encodeCursor('usage', [page.next.lockfileId, page.next.packageVersionId]) : null;
    linkNext(c, next);
    const [exploitation] = await rateExploitation(db, [[row.id]]);
    return c.json({ advisory: advisoryOf(row, exploitation!), alerts, affected: page.rows.map(usageOf), next }, 200);
  });
}

function unknownAdvisory(id: string): Problem {
  return new Problem('not-found', {
    expected: 'the id of an advisory for an npm package, or an alias that one of your alerts names',
    found: JSON.stringify(id),
    cure: 'Use the id of the OSV record (GHSA-… or MAL-…). A record that was just published is here after the next hourly scan.',
  });
}
