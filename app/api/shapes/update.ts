import { z } from '@hono/zod-openapi';
import type {
  PlannedUpdate,
  SkippedUpdate,
  SkipReason,
  UpdateTarget,
  UpdateWay,
} from '../../../scanners/updates/index.ts';
import { pathShape } from './parts.ts';

const WAYS = [
  'direct',
  'transitive',
  'parent',
  'override',
  'rollback',
  'unneeded-override',
] as const satisfies UpdateWay[];
const SKIP_REASONS = [
  'no-fix',
  'waiting-on-parent',
  'too-young',
  'held',
  'suppressed',
  'only-bad-targets',
  'bundled',
  'not-from-registry',
  'not-editable',
  'unknown-to-registry',
] as const satisfies SkipReason[];

const advisories = z.array(z.string()).openapi({ example: ['GHSA-35jh-r3h4-6jhm'] });
/** As the registry or a suppression says it: not checked to be a time. */
const saidTime = z.string().nullable().openapi({ example: '2021-02-20T15:42:16.891Z' });

const changeNumber = z.number().int().nullable().openapi({
  description: 'The maintainer change that holds it: its alerts are of the group `maintainer-change-<number>`.',
  example: null,
});

const targetShape = z
  .object({
    name: z.string().openapi({ example: 'lodash' }),
    version: z.string().openapi({ example: '4.17.21' }),
    from: z
      .array(z.string())
      .openapi({ description: 'The locked versions whose place it takes.', example: ['4.17.20'] }),
    released: saidTime.openapi({ description: 'Null where the registry does not say when it was published.' }),
    age_skipped: z.boolean().openapi({
      description:
        'Younger than `min-release-age`; taken since it is a fix that was published as the versions before it.',
      example: false,
    }),
    signals: z
      .array(z.object({ signal: z.string().openapi({ example: 'provenance' }), text: z.string() }))
      .openapi({ description: 'How its publishing differs from that of the versions it replaces.', example: [] }),
    unknown_signals: z
      .array(z.string())
      .openapi({ description: 'What nobody can tell, since the registry does not give it.', example: [] }),
  })
  .openapi('UpdateTarget');

export const updateShape = z
  .object({
    name: z.string().openapi({ example: 'lodash' }),
    from: z.array(z.string()).openapi({ description: 'Affected versions that are locked.', example: ['4.17.20'] }),
    to: z
      .string()
      .nullable()
      .openapi({ description: 'Null where nothing asks for the package any more.', example: '4.17.21' }),
    how: z.enum(WAYS).openapi({
      description:
        '`direct`: the manifest asks for it. `transitive`: inside what its parents ask for. `parent`: by an update of the last one in `path`. `override`: by the package manager’s own form of it. `rollback`: back, out of malware. `unneeded-override`: an override that Lockkeeper added goes, since it changes nothing any more; what is locked stays.',
    }),
    path: pathShape,
    clears: advisories.openapi({ description: 'Groups of advisories that are gone then.' }),
    reduces: advisories.openapi({
      description: 'Groups that are gone from these versions, while other locked ones stay affected.',
      example: [],
    }),
    targets: z.array(targetShape).openapi({ description: 'Every version that comes in.' }),
    passed_over: z
      .array(
        z
          .object({
            name: z.string(),
            version: z.string(),
            why: z.enum(['suppressed', 'held', 'too-young', 'deprecated']),
            text: z.string().openapi({ description: 'In words.' }),
            until: saidTime.openapi({ description: 'When it can be taken, where that is known.' }),
            by: z.string().nullable().openapi({ description: 'Who suppressed it.', example: null }),
            change: changeNumber,
          })
          .openapi('PassedOver'),
      )
      .openapi({ description: 'What would have been taken first.', example: [] }),
  })
  .openapi('Update');

export const skippedUpdateShape = z
  .object({
    name: z.string().openapi({ example: 'lodash' }),
    versions: z.array(z.string()).openapi({ example: ['4.17.20'] }),
    advisories,
    reason: z.enum(SKIP_REASONS),
    text: z.string().openapi({ description: 'In words: what stands in the way, and what would free it.' }),
    path: pathShape,
    pinned_to: z.string().nullable().openapi({ description: 'What the last one in `path` asks for.', example: null }),
    until: saidTime.openapi({ description: 'When it can be tried again, where that is known.' }),
    by: z.string().nullable().openapi({ description: 'Who suppressed it.', example: null }),
    change: changeNumber,
  })
  .openapi('SkippedUpdate');

export function updateOf(update: PlannedUpdate): z.input<typeof updateShape> {
  const { name, from, to, how, path, clears, reduces = [], targets = [], passedOver = [] } = update;
  return {
    name,
    from,
    to: to === '' ? null : to,
    how,
    path,
    clears,
    reduces,
    targets: targets.map(targetOf),
    passed_over: passedOver.map((passed) => ({
      name: passed.name,
      version: passed.version,
      why: passed.why,
      text: passed.text,
      until: passed.until ?? null,
      by: passed.by ?? null,
      change: passed.change ?? null,
    })),
  };
}

function targetOf(target: UpdateTarget): z.input<typeof targetShape> {
  return {
    name: target.name,
    version: target.version,
    from: target.from,
    released: target.released ?? null,
    age_skipped: target.ageSkipped ?? false,
    signals: target.signals.map(({ signal, text }) => ({ signal, text })),
    unknown_signals: target.unknownSignals,
  };
}

export function skippedUpdateOf(skip: SkippedUpdate): z.input<typeof skippedUpdateShape> {
  return {
    name: skip.name,
    versions: skip.versions,
    advisories: skip.groups,
    reason: skip.reason,
    text: skip.text,
    path: skip.path,
    pinned_to: skip.pinnedTo ?? null,
    until: skip.until ?? null,
    by: skip.by ?? null,
    change: skip.change ?? null,
  };
}
