import { createRoute, z } from '@hono/zod-openapi';
import { findChange, listChangesOf, type StoredChange } from '../../../db/maintainer-changes.ts';
import { addDecision } from '../../../db/maintainer-decisions.ts';
import type { Trx } from '../../../db/open-database.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { describeChanges } from '../describe-changes.ts';
import { expectHeld } from '../expect-held.ts';
import { jsonBody } from '../json-body.ts';
import { changeId, packageName, plain } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { requireScope } from '../require-scope.ts';
import { problemResponses, security } from '../route-parts.ts';
import { maintainerChangeOf, maintainerChangeShape } from '../shapes/maintainer-change.ts';

const reasonExpected = 'why it is acceptable, in 1 to 1000 characters on one line';

const body = z.strictObject({
  change: changeId.optional().openapi({
    description: 'Only this change; left out: all of the package that are open for the installation.',
    example: 12,
  }),
  reason: plain(1000, reasonExpected)
    .trim()
    .min(1, reasonExpected)
    .optional()
    .openapi({ description: 'Shown wherever the change is.', example: 'She is a colleague of ours.' }),
});

const answer = z
  .object({
    package: z.string().openapi({ example: 'lodash' }),
    accepted: z.array(z.number().int()).openapi({
      description: 'Changes that were accepted now. Empty: nothing was open, or that was so already.',
    }),
    changes: z.array(maintainerChangeShape).openapi({ description: 'Those that it was about, as they are now.' }),
  })
  .openapi('Acceptance');

const route = createRoute({
  method: 'post',
  path: '/api/v1/packages/{name}/accept',
  operationId: 'acceptChanges',
  tags: ['Inventory'],
  summary: 'Accept who publishes a package now, and how',
  description:
    'As `/accept` in an issue: the changes close in every repository of the installation, updates that they held go on, and a further signal opens them again. It goes on evidence with the name of the token. The same said again changes nothing.',
  security: security('suppressions:write'),
  request: {
    params: z.object({ name: packageName }),
    body: { required: true, content: { 'application/json': { schema: body } } },
  },
  responses: {
    200: { description: 'What was accepted.', content: { 'application/json': { schema: answer } } },
    ...problemResponses('invalid-parameter', 'not-found', 'too-large', 'unsupported-media-type'),
  },
});

export function addAcceptChanges(api: Api, context: ApiContext): void {
  const middleware = [requireScope(context, 'suppressions:write'), ...jsonBody()];
  api.openapi({ ...route, middleware }, async (c) => {
    const { name: packageName } = c.req.valid('param');
    const { change, reason = null } = c.req.valid('json');
    const token = c.get('token');
    const to = { installationId: token.installation_id, packageName, change, reason, author: token.name };
    const done = await context.db.transaction().execute((trx) => accept(trx, context, to));
    return c.json(done, 200);
  });
}

interface ToAccept {
  installationId: number;
  packageName: string;
  change: number | undefined;
  reason: string | null;
  author: string;
}

async function accept(trx: Trx, context: ApiContext, to: ToAccept): Promise<z.input<typeof answer>> {
  const { installationId, packageName, reason, author } = to;
  const now = context.now();
  await expectHeld(trx, to);
  const accepted: number[] = [];
  const decided = new Map<number, StoredChange>();
  for (const { id } of await wanted(trx, to, now)) {
    const added = await addDecision(trx, {
      installationId,
      changeId: id,
      kind: 'accept',
      author,
      reason,
      now,
    });
    if (added.kind === 'unknown') continue;
    decided.set(added.change.id, added.change);
    if (added.kind === 'made') accepted.push(added.change.id);
  }
  if (accepted.length > 0) await context.changesDecided(trx, { installationId, packageNames: [packageName] });
  const changes = await describeChanges(trx, installationId, { changes: [...decided.values()], now });
  return { package: packageName, accepted, changes: changes.map(maintainerChangeOf) };
}

async function wanted(
  trx: Trx,
  { installationId, packageName, change: id }: ToAccept,
  now: Date,
): Promise<StoredChange[]> {
  if (id === undefined) {
    const all = (await listChangesOf(trx, [packageName])).get(packageName) ?? [];
    const described = await describeChanges(trx, installationId, { changes: all, now });
    return described.filter(({ state }) => state.state === 'open').map(({ change }) => change);
  }
  const named = await findChange(trx, id);
  if (named?.packageName === packageName) return [named];
  throw new Problem('not-found', {
    expected: 'the number of a change of this package',
    found: String(id),
    cure: 'GET /api/v1/packages/{name}/ledger lists them.',
  });
}
