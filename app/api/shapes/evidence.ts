import { z } from '@hono/zod-openapi';
import { evidenceKinds } from '../../../scanners/reports/index.ts';
import { time } from './parts.ts';

const kindShape = z.enum(evidenceKinds as [(typeof evidenceKinds)[number]]).openapi('EvidenceKind', {
  description:
    '`fixed`: the dependency is no longer affected. `resolved`: the alert ended otherwise. `skipped`: an update that was not proposed, and why. `deferred`: one that the cap put off. `overridden`: a person decided against us, such as by closing an update pull request. `updates`: an update pull request was opened, changed, refused, halted, merged or closed. `suppressions`: people or configuration files made or removed one. `other`: all the rest, such as an alert whose facts changed.',
});

const linkShape = z
  .object({
    seq: z.number().int(),
    prev_hash: z.string().openapi({ description: 'Hash of the entry before it.' }),
    hash: z.string(),
  })
  .openapi('EvidenceLink');

/** What `evidenceJson` writes. */
export const evidenceReportShape = z
  .object({
    month: z.string().openapi({ example: '2026-11' }),
    from: time,
    to: time.openapi({ description: 'The first moment that is no longer of the month.' }),
    complete: z.boolean().openapi({ description: 'The month is over.' }),
    installation: z.object({ id: z.number().int(), login: z.string().openapi({ example: 'octo-org' }) }),
    entries: z.number().int(),
    counts: z
      .object(Object.fromEntries(evidenceKinds.map((kind) => [kind, z.number().int()])))
      .openapi('EvidenceCounts', { description: 'Entries of each kind; every entry is of one.' }),
    chain: z
      .union([
        z.object({
          first: linkShape,
          last: linkShape,
          of_other_months: z.number().int().openapi({
            description: 'Entries between the two that are of another month: they were written in this order.',
          }),
        }),
        z.null(),
      ])
      .openapi({ description: 'The ends of the month in the chain, to check the rows by. Null where it has none.' }),
    rows: z
      .array(
        z
          .object({
            seq: z.number().int(),
            at: time,
            kind: kindShape,
            event: z.string().openapi({ example: 'alert.resolved' }),
            subject: z.string().openapi({ example: 'alert:12' }),
            data: z.unknown().openapi({
              type: 'object',
              description: 'What was decided, and from which facts.',
              example: { package: 'lodash', reason: 'fixed' },
            }),
            prev_hash: z.string(),
            hash: z.string().openapi({ description: 'SHA-256 of the canonical JSON of the other columns.' }),
          })
          .openapi('EvidenceEntry'),
      )
      .openapi({ description: 'Every entry of the month, by time.' }),
  })
  .openapi('EvidenceReport');
