import { z } from '@hono/zod-openapi';
import type { UpdatePullRequestState } from '../../../db/schema/update-pull-requests.ts';
import type { PullRequestRow } from '../../../db/update-pull-request-pages.ts';
import { formatOf, lockfilePartShape, repositoryPartShape, severityShape, time, timeOf, timeOrNull } from './parts.ts';
import { updateOf, updateShape } from './update.ts';

export const PULL_REQUEST_STATES = [
  'wanted',
  'deferred',
  'refused',
  'open',
  'merged',
  'closed',
  'rejected',
] as const satisfies UpdatePullRequestState[];

export const pullRequestStateShape = z.enum(PULL_REQUEST_STATES).openapi('UpdatePullRequestState', {
  description:
    '`wanted`: it has its place and is not opened yet. `deferred`: it waits for a place. `refused`: it could not be carried out or proven. `closed`: by Lockkeeper. `rejected`: closed by a person.',
});

export const pullRequestNumber = z
  .number()
  .int()
  .nullable()
  .openapi({ description: 'Its number on GitHub; null before it is opened.', example: 7 });

export const stateReason = z.string().nullable().openapi({ description: 'Why it is in that state.', example: null });

export const branchShape = z.string().openapi({ example: 'lockkeeper/npm/root' });

export const updatePullRequestShape = z
  .object({
    id: z.number().int(),
    repository: repositoryPartShape,
    lockfile: lockfilePartShape,
    state: pullRequestStateShape,
    reason: stateReason,
    number: pullRequestNumber,
    branch: branchShape,
    title: z.string().openapi({ example: 'Update lodash from 4.17.20 to 4.17.21' }),
    halted: z.boolean().openapi({
      description: 'People pushed to its branch: Lockkeeper does not change it any more.',
      example: false,
    }),
    rank: z
      .object({
        malware: z.boolean(),
        known_exploited: z.boolean(),
        epss: z.number().nullable(),
        severity: severityShape,
        findings: z.number().int(),
      })
      .openapi({ description: 'What it is about at its worst: the order in which places are given.' }),
    updates: z.array(updateShape),
    refused: z.array(z.object({ packages: z.array(z.string()), reasons: z.array(z.string()) })).openapi({
      description: 'Parts that were tried and are not in it, and why.',
      example: [],
    }),
    run: z.number().int().nullable().openapi({ description: 'The update run in which it was given its place.' }),
    deferred_at: time.nullable().openapi({ description: 'Since when it waits for a place.' }),
    opened_at: time.nullable(),
    ended_at: time.nullable(),
    created_at: time,
    updated_at: time,
  })
  .openapi('UpdatePullRequest');

export function updatePullRequestOf(row: PullRequestRow): z.input<typeof updatePullRequestShape> {
  const { malware, knownExploited, epss, severity, findings } = row.rank;
  return {
    id: row.id,
    repository: { id: row.repository_id, full_name: `${row.repository_owner}/${row.repository_name}` },
    lockfile: { id: row.lockfile_id, path: row.path, format: formatOf(row.format) },
    state: row.state,
    reason: row.reason,
    number: row.number,
    branch: row.branch,
    title: row.title,
    halted: row.halted,
    rank: { malware, known_exploited: knownExploited, epss, severity, findings },
    updates: row.updates.map(updateOf),
    refused: (row.proof?.refused ?? []).map(({ packages, reasons }) => ({ packages, reasons })),
    run: row.run_id,
    deferred_at: timeOrNull(row.deferred_at),
    opened_at: timeOrNull(row.opened_at),
    ended_at: timeOrNull(row.ended_at),
    created_at: timeOf(row.created_at),
    updated_at: timeOf(row.updated_at),
  };
}
