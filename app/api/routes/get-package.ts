import { createRoute, z } from '@hono/zod-openapi';
import { countAlerts, listAlerts } from '../../../db/alert-pages.ts';
import type { Db } from '../../../db/open-database.ts';
import { listPackageUsage, listUsedVersions } from '../../../db/package-usage.ts';
import { SEVERITIES } from '../../../scanners/osv/severity.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { describeAlerts } from '../describe-alerts.ts';
import { limit, packageName, packageVersion } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { alertShape } from '../shapes/alert.ts';
import { alertCounts, alertCountsShape, nextShape } from '../shapes/parts.ts';
import { usageOf, usagePlace, usageShape } from '../shapes/usage.ts';

const VERSIONS_SHOWN = 500;
const ALERTS_SHOWN = 30;

const answer = z
  .object({
    name: z.string().openapi({ example: 'lodash' }),
    versions: z
      .array(
        z.object({
          version: z.string().openapi({ example: '4.17.20' }),
          repositories: z.number().int(),
          lockfiles: z.number().int(),
          direct: z.boolean().openapi({ description: 'A project asks for it itself, somewhere.' }),
        }),
      )
      .openapi({
        description: `The versions in use, the most used first, at most ${VERSIONS_SHOWN}. Empty: not in use.`,
      }),
    usage: z.array(usageShape).openapi({ description: 'Where it is used: a page of it.' }),
    open_alerts: z
      .object({
        counts: alertCountsShape,
        first: z.array(alertShape).openapi({
          description: `The ${ALERTS_SHOWN} most urgent; \`GET /api/v1/alerts?package=…\` has the others.`,
        }),
      })
      .nullable()
      .openapi({ description: 'Null for a token without `alerts:read`.' }),
    next: nextShape,
  })
  .openapi('Package');

const route = createRoute({
  method: 'get',
  path: '/api/v1/packages/{name}',
  operationId: 'getPackage',
  tags: ['Inventory'],
  summary: 'Where do we use a package?',
  description:
    'At which versions, in which lockfiles of which repositories, and why it is there. A scoped name may be written `@scope%2Fname` or `@scope/name`. A package that is used nowhere gives empty lists, not an error: that is the answer.',
  security: security('inventory:read'),
  request: {
    params: z.object({ name: packageName }),
    query: z.strictObject({
      version: packageVersion.optional(),
      limit,
      cursor: cursorParameter('usage', usagePlace),
    }),
  },
  responses: {
    200: {
      description: 'Where it is used.',
      headers: linkHeader,
      content: { 'application/json': { schema: answer } },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addGetPackage(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'inventory:read') }, async (c) => {
    const { db } = context;
    const { name: packageName } = c.req.valid('param');
    const { version, limit, cursor } = c.req.valid('query');
    const token = c.get('token');
    const of = { installationId: token.installation_id, packageName };
    const after = cursor && { lockfileId: cursor[0], packageVersionId: cursor[1] };
    const page = await listPackageUsage(db, { ...of, version }, { after, limit });
    const next = page.next ? encodeCursor('usage', [page.next.lockfileId, page.next.packageVersionId]) : null;
    const versions = await listUsedVersions(db, { ...of, limit: VERSIONS_SHOWN });
    const open_alerts = token.scopes.includes('alerts:read') ? await openAlerts(db, of) : null;
    linkNext(c, next);
    return c.json({ name: packageName, versions, usage: page.rows.map(usageOf), open_alerts, next }, 200);
  });
}

async function openAlerts(db: Db, of: { installationId: number; packageName: string }) {
  const filter = { ...of, severities: SEVERITIES, states: ['open' as const] };
  const { rows } = await listAlerts(db, filter, { limit: ALERTS_SHOWN });
  return { counts: alertCounts(await countAlerts(db, filter)), first: await describeAlerts(db, rows) };
}
