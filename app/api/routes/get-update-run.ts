import { createRoute, z } from '@hono/zod-openapi';
import { countRunPlans, findUpdateRunRow } from '../../../db/update-run-pages.ts';
import { listRunPlans, loadPlannedPullRequests } from '../../../db/update-run-plan-pages.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { limit, positiveInteger, updateRunId } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { nextShape } from '../shapes/parts.ts';
import {
  runCountsOf,
  runCountsShape,
  runPlanOf,
  runPlanShape,
  updateRunOf,
  updateRunShape,
} from '../shapes/update-run.ts';

const place = z.tuple([z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), positiveInteger]);

const answer = z
  .object({
    ...updateRunShape.shape,
    counts: runCountsShape,
    plans: z.array(runPlanShape).openapi({ description: 'What was planned, lockfile by lockfile: a page of it.' }),
    next: nextShape,
  })
  .openapi('UpdateRunWithPlans');

const route = createRoute({
  method: 'get',
  path: '/api/v1/update-runs/{id}',
  operationId: 'getUpdateRun',
  tags: ['Updates'],
  summary: 'Get an update run and what it planned',
  description:
    'What was planned is kept as it was; `now` says what has become of each pull request since. Of a dry run it is the whole plan.',
  security: security('updates:read'),
  request: {
    params: z.object({ id: updateRunId }),
    query: z.strictObject({ limit, cursor: cursorParameter('update-run', place) }),
  },
  responses: {
    200: {
      description: 'The run.',
      headers: linkHeader,
      content: { 'application/json': { schema: answer } },
    },
    ...problemResponses('invalid-parameter', 'not-found'),
  },
});

export function addGetUpdateRun(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'updates:read') }, async (c) => {
    const { db } = context;
    const { id } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const run = await findUpdateRunRow(db, { installationId: c.get('token').installation_id, id });
    if (run === undefined) {
      throw new Problem('not-found', {
        expected: "the number of an update run of this token's installation",
        found: String(id),
        cure: 'GET /api/v1/update-runs lists them. They are kept for 30 days.',
      });
    }
    const after = cursor && { repositoryId: cursor[0], lockfileId: cursor[1] };
    const page = await listRunPlans(db, run, { after, limit });
    const pullRequest = await loadPlannedPullRequests(db, run, page.rows);
    const counts = runCountsOf(await countRunPlans(db, run));
    const next = page.next ? encodeCursor('update-run', [page.next.repositoryId, page.next.lockfileId]) : null;
    linkNext(c, next);
    return c.json(
      { ...updateRunOf(run), counts, plans: page.rows.map((row) => runPlanOf(row, pullRequest)), next },
      200,
    );
  });
}
