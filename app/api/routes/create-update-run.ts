import { createRoute } from '@hono/zod-openapi';
import { MOST_WAITING_RUNS, type RequestedRun, requestUpdateRun } from '../../../db/request-update-run.ts';
import { findUpdateRunRow } from '../../../db/update-run-pages.ts';
import { UPDATE_CAP } from '../../../scanners/updates/index.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { jsonBody } from '../json-body.ts';
import { Problem } from '../problem.ts';
import { lacksScope, requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { updateRunOf, updateRunShape } from '../shapes/update-run.ts';
import { updateRunBody } from '../update-run-body.ts';

const route = createRoute({
  method: 'post',
  path: '/api/v1/update-runs',
  operationId: 'createUpdateRun',
  tags: ['Updates'],
  summary: 'Start an update run',
  description: `Plans updates now, as every hour after the scan, and has the pull requests opened, changed and closed that come of it. With \`dry_run\` it only plans, for which \`updates:read\` will do; \`GET /api/v1/update-runs/{id}\` shows the plan.

The cap holds here too: all runs over an installation share ${UPDATE_CAP} places an hour. A run that is asked for has those that the runs of the hour before it left, the hourly one included, and what it takes the next hourly one does not have; the rest is deferred. At most ${MOST_WAITING_RUNS} that were asked for can wait or run at a time.`,
  security: security('updates:write', 'updates:read'),
  request: { body: { required: true, content: { 'application/json': { schema: updateRunBody } } } },
  responses: {
    202: {
      description: 'The run. It is waiting; ask for it again until it is `done` or `failed`.',
      headers: {
        Location: { description: 'Where to ask for the run.', schema: { type: 'string' as const } },
      },
      content: { 'application/json': { schema: updateRunShape } },
    },
    ...problemResponses('invalid-parameter', 'conflict', 'too-large', 'unsupported-media-type'),
  },
});

export function addCreateUpdateRun(api: Api, context: ApiContext): void {
  const middleware = [requireScope(context, 'updates:write', 'updates:read'), ...jsonBody()];
  api.openapi({ ...route, middleware }, async (c) => {
    const { repository, dry_run: dryRun } = c.req.valid('json');
    const { installation_id: installationId, name: requestedBy, scopes } = c.get('token');
    if (!dryRun && !scopes.includes('updates:write')) throw lacksScope(scopes, 'updates:write');
    const now = context.now();
    const request = { installationId, repository, requestedBy, dryRun, cap: UPDATE_CAP, now };
    const requested = await context.db.transaction().execute(async (trx) => {
      const made = await requestUpdateRun(trx, request);
      if (made.kind !== 'made') return made;
      const { id } = made.run;
      await context.startRun(trx, { installationId, runId: id });
      return { kind: made.kind, row: (await findUpdateRunRow(trx, { installationId, id }))! };
    });
    if (requested.kind !== 'made') {
      throw refusal(requested.kind, JSON.stringify(String((await c.req.json<{ repository: unknown }>()).repository)));
    }
    c.header('Location', `/api/v1/update-runs/${requested.row.id}`);
    return c.json(updateRunOf(requested.row), 202);
  });
}

function refusal(kind: Exclude<RequestedRun['kind'], 'made'>, repository: string): Problem {
  switch (kind) {
    case 'unknown-repository': {
      const expected = "a repository of this token's installation";
      return new Problem('invalid-parameter', {
        expected: `repository to be ${expected}`,
        found: repository,
        cure: 'Correct the body. /api/docs says what the route takes.',
        parameters: [{ name: 'repository', expected, found: repository }],
      });
    }
    case 'archived':
      return new Problem('conflict', {
        expected: 'a repository that can be written to',
        found: `${repository}, which is archived`,
        cure: 'Unarchive it on GitHub, or name another one.',
      });
    case 'too-many':
      return new Problem('conflict', {
        expected: `at most ${MOST_WAITING_RUNS} runs that were asked for and are not done`,
        found: 'so many already',
        cure: 'Wait until one is done: GET /api/v1/update-runs shows them.',
      });
  }
}
