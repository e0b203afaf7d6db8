import { z } from '@hono/zod-openapi';
import { RISK_LEVELS, TRUST_SIGNALS, type TrustSignal } from '../../../scanners/maintainers/index.ts';
import type { DescribedChange } from '../describe-changes.ts';
import { time, timeOrNull } from './parts.ts';
import { personOf, personShape } from './person.ts';

/** What a change can be for an installation. */
const CHANGE_STATES = ['open', 'accepted', 'reverted', 'quiet', 'malware', 'unwatched'] as const;

export const riskLevelShape = z.enum(RISK_LEVELS).openapi('RiskLevel', {
  description: 'From nothing to see (`info`) to do not touch (`critical`).',
  example: 'high',
});

export const riskScoreShape = z
  .number()
  .int()
  .openapi({ description: 'The sum of the weights, at most 100.', example: 60 });

export const trustSignalShape = z
  .object({
    kind: z.enum(TRUST_SIGNALS),
    at: time,
    version: z.string().nullable().openapi({ description: 'The version that it is about.' }),
    people: z.array(z.string()).openapi({ description: 'Accounts that it is about.', example: ['mallory'] }),
    text: z.string().openapi({ example: 'added mallory (not known from any other package of the inventory)' }),
    weight: z
      .number()
      .int()
      .openapi({ description: 'Points. A kind counts once: all but its heaviest signal have 0.', example: 25 }),
  })
  .openapi('TrustSignal');

export const maintainerChangeShape = z
  .object({
    id: z
      .number()
      .int()
      .openapi({ description: 'Its alerts have the advisory id `maintainer-change-` and this number.' }),
    level: riskLevelShape,
    score: riskScoreShape,
    weights: z.number().int().openapi({ description: 'Version of the table of weights by which it was judged.' }),
    state: z.enum(CHANGE_STATES).openapi({
      description:
        'For this installation. Only `open` asks something of people and holds updates. `quiet`: nothing followed within the cooldown, or it is of level info; `unwatched`: no repository that holds the package has maintainer changes watched.',
    }),
    until: time.nullable().openapi({ description: 'When an open one goes quiet by itself, or a quiet one did.' }),
    decided_by: z
      .string()
      .nullable()
      .openapi({ description: 'Who accepted it, or looks into it.', example: 'octocat' }),
    reason: z.string().nullable().openapi({ description: 'Why it was accepted; of `malware`, the advisory.' }),
    started_at: time,
    last_signal_at: time,
    versions: z.array(z.string()).openapi({
      description: 'Published within it: updates do not lead to them while it is open.',
      example: ['1.0.1'],
    }),
    maintainers: z
      .object({ before: z.array(personShape), after: z.array(personShape) })
      .nullable()
      .openapi({ description: 'Who could publish before and after; null where that did not change.' }),
    signals: z.array(trustSignalShape).openapi({ description: 'Why: the heaviest first.' }),
  })
  .openapi('MaintainerChange', {
    description: 'What happened to a package within a while, as one story: signals within two weeks of each other.',
  });

export function maintainerChangeOf({ change, state }: DescribedChange): z.input<typeof maintainerChangeShape> {
  const { maintainers } = change;
  return {
    id: change.id,
    level: change.level,
    score: change.score,
    weights: change.weights,
    state: state.state,
    until: timeOrNull(state.until ?? null),
    decided_by: state.by ?? state.investigatedBy ?? null,
    reason: state.reason ?? null,
    started_at: change.startedAt,
    last_signal_at: change.lastSignalAt,
    versions: change.versions,
    maintainers: maintainers
      ? { before: maintainers.before.map(personOf), after: maintainers.after.map(personOf) }
      : null,
    signals: change.signals.map(trustSignalOf),
  };
}

export function trustSignalOf({
  kind,
  at,
  version,
  people,
  text,
  weight,
}: TrustSignal): z.input<typeof trustSignalShape> {
  return { kind, at, version: version ?? null, people: [...(people ?? [])], text, weight };
}
