import { createRoute, z } from '@hono/zod-openapi';
import { listChangesOf } from '../../../db/maintainer-changes.ts';
import { findTrackedPackage } from '../../../db/tracked-packages.ts';
import { listLedgerBackwards } from '../../../db/trust-ledger.ts';
import type { Api, ApiContext } from '../api-context.ts';
import { cursorParameter, encodeCursor } from '../cursor.ts';
import { type DescribedChange, describeChanges } from '../describe-changes.ts';
import { expectHeld } from '../expect-held.ts';
import { limit, packageName } from '../parameters.ts';
import { requireScope } from '../require-scope.ts';
import { linkHeader, linkNext, problemResponses, security } from '../route-parts.ts';
import { ledgerEntryOf, ledgerEntryShape } from '../shapes/ledger-entry.ts';
import {
  maintainerChangeOf,
  maintainerChangeShape,
  riskLevelShape,
  riskScoreShape,
  trustSignalOf,
  trustSignalShape,
} from '../shapes/maintainer-change.ts';
import { nextShape, time, timeOrNull } from '../shapes/parts.ts';

const CHANGES_SHOWN = 30;

const answer = z
  .object({
    package: z.string().openapi({ example: 'lodash' }),
    maintainers: z
      .array(z.string())
      .nullable()
      .openapi({ description: 'Who may publish it now; null: its registry does not say.', example: ['mallory'] }),
    repository: z.string().nullable().openapi({
      description: 'Where its source is, as its document says it. Nobody checked that it is true.',
      example: 'https://github.com/octo-org/lodash',
    }),
    first_seen_at: time.nullable().openapi({ description: 'What held then is no change; null: not seen yet.' }),
    asked_at: time.nullable().openapi({ description: 'When its registry was asked last.' }),
    missing_since: time.nullable().openapi({ description: 'Since when its registry does not know it.' }),
    risk: z
      .object({ level: riskLevelShape, score: riskScoreShape, reasons: z.array(trustSignalShape) })
      .openapi({ description: 'Of the worst change that is open; `info` and 0 where none is.' }),
    changes: z.array(maintainerChangeShape).openapi({ description: `The newest first, at most ${CHANGES_SHOWN}.` }),
    entries: z.array(ledgerEntryShape).openapi({ description: 'What was learned last comes first: a page of it.' }),
    next: nextShape,
  })
  .openapi('Ledger');

const route = createRoute({
  method: 'get',
  path: '/api/v1/packages/{name}/ledger',
  operationId: 'getLedger',
  tags: ['Inventory'],
  summary: 'Who publishes a package, and how did that change?',
  description:
    'The trust ledger of a package that a lockfile holds: every fact that was learned of it, the changes that were judged from them, and the risk with its reasons. A scoped name may be written `@scope%2Fname` or `@scope/name`.',
  security: security('inventory:read'),
  request: {
    params: z.object({ name: packageName }),
    query: z.strictObject({
      limit,
      cursor: cursorParameter('ledger', z.tuple([z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)])),
    }),
  },
  responses: {
    200: {
      description: 'The ledger.',
      headers: linkHeader,
      content: { 'application/json': { schema: answer } },
    },
    ...problemResponses('invalid-parameter', 'not-found'),
  },
});

export function addGetLedger(api: Api, context: ApiContext): void {
  api.openapi({ ...route, middleware: requireScope(context, 'inventory:read') }, async (c) => {
    const { db } = context;
    const { name: packageName } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const installationId = c.get('token').installation_id;
    await expectHeld(db, { installationId, packageName });
    const tracked = await findTrackedPackage(db, packageName);
    const all = (await listChangesOf(db, [packageName])).get(packageName) ?? [];
    const changes = await describeChanges(db, installationId, { changes: all, now: context.now() });
    const stored = await listLedgerBackwards(db, packageName, { before: cursor?.[0], limit: limit + 1 });
    const shown = stored.slice(0, limit);
    const next = stored.length > limit ? encodeCursor('ledger', [shown.at(-1)!.id]) : null;
    linkNext(c, next);
    return c.json(
      {
        package: packageName,
        maintainers: tracked?.maintainers ?? null,
        repository: tracked?.repository ?? null,
        first_seen_at: timeOrNull(tracked?.baseline_at ?? null),
        asked_at: timeOrNull(tracked?.polled_at ?? null),
        missing_since: timeOrNull(tracked?.missing_since ?? null),
        risk: riskOf(changes),
        changes: changes.toReversed().slice(0, CHANGES_SHOWN).map(maintainerChangeOf),
        entries: shown.map(({ entry }) => ledgerEntryOf(entry)),
        next,
      },
      200,
    );
  });
}

function riskOf(changes: readonly DescribedChange[]): z.input<typeof answer>['risk'] {
  const open = changes.filter(({ state }) => state.state === 'open').map(({ change }) => change);
  const [worst] = open.sort((a, b) => b.score - a.score);
  if (worst === undefined) return { level: 'info', score: 0, reasons: [] };
  return { level: worst.level, score: worst.score, reasons: worst.signals.map(trustSignalOf) };
}
