import { createRoute, z } from '@hono/zod-openapi';
import { type ChangePosition, listChangedPackages } from '../../../db/changed-packages.ts';
import { RISK_LEVELS } from '../../../scanners/maintainers/index.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { type DescribedChange, describeChanges } from '../describe-changes.ts';
import { duration, limit, oneOf, positiveInteger } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { maintainerChangeOf, maintainerChangeShape } from '../shapes/maintainer-change.ts';
import { nextShape } from '../shapes/parts.ts';

/** In milliseconds; what no date can hold is no place. */
const moment = z.number().int().min(0).max(8_640_000_000_000);

const changedPackageShape = z
  .object({
    package: z.string().openapi({ example: 'lodash' }),
    repositories: z.number().int(),
    lockfiles: z.number().int(),
    direct: z.boolean().openapi({ description: 'A project asks for it itself, somewhere.' }),
    change: maintainerChangeShape,
  })
  .openapi('ChangedPackage', { description: 'A package in use, with the newest change that was asked for.' });

const route = createRoute({
  method: 'get',
  path: '/api/v1/packages',
  operationId: 'listPackages',
  tags: ['Inventory'],
  summary: 'Which of our packages changed hands?',
  description:
    'Packages that lockfiles hold and of which a publish signal was seen within a while: who may publish, and how versions were published. The one of which something was heard last comes first.',
  security: security('inventory:read'),
  request: {
    query: z.strictObject({
      maintainer_changed: duration.openapi({ description: 'Only with a signal since so long ago.', example: '7d' }),
      min_level: oneOf(RISK_LEVELS, 'Only changes of this level and above.').default('info'),
      limit,
      cursor: cursorParameter('packages', z.tuple([moment, positiveInteger])),
    }),
  },
  responses: {
    200: {
      description: 'A page of packages.',
      headers: linkHeader,
      content: {
        'application/json': { schema: z.object({ packages: z.array(changedPackageShape), next: nextShape }) },
      },
    },
    ...problemResponses('invalid-parameter'),
  },
});

export function addListPackages(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'inventory:read') }, async (c) => {
    const { db } = context;
    const { maintainer_changed, min_level, limit, cursor } = c.req.valid('query');
    const now = context.now();
    const installationId = c.get('token').installation_id;
    const since = new Date(now.getTime() - maintainer_changed);
    const levels = RISK_LEVELS.slice(RISK_LEVELS.indexOf(min_level));
    const after = cursor && { lastSignalAt: new Date(cursor[0]), id: cursor[1] };
    const page = await listChangedPackages(db, { installationId, since, levels }, { after, limit });
    const described = await describeChanges(db, installationId, { changes: page.changes, now });
    const next = page.next === undefined ? null : nextOf(page.next);
    linkNext(c, next);
    return c.json({ packages: described.map(changedPackageOf), next }, 200);
  });
}

function nextOf({ lastSignalAt, id }: ChangePosition): string {
  return encodeCursor('packages', [lastSignalAt.getTime(), id]);
}

function changedPackageOf(described: DescribedChange): z.input<typeof changedPackageShape> {
  const { change, holdings } = described;
  return {
    package: change.packageName,
    repositories: holdings.reduce((sum, { repositories }) => sum + repositories, 0),
    lockfiles: holdings.reduce((sum, { lockfiles }) => sum + lockfiles, 0),
    direct: holdings.some(({ direct }) => direct),
    change: maintainerChangeOf(described),
  };
}
