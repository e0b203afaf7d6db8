import { z } from '@hono/zod-openapi';
import type { RunOutcome } from '../../../db/schema/update-run-plans.ts';
import type { UpdateRunState, UpdateTrigger } from '../../../db/schema/update-runs.ts';
import type { RunCounts, UpdateRunRow } from '../../../db/update-run-pages.ts';
import type { PlannedPullRequest, RunPlanRow } from '../../../db/update-run-plan-pages.ts';
import { formatOf, lockfilePartShape, repositoryPartShape, time, timeOf, timeOrNull } from './parts.ts';
import { skippedUpdateOf, skippedUpdateShape, updateOf, updateShape } from './update.ts';
import { branchShape, pullRequestNumber, pullRequestStateShape, stateReason } from './update-pull-request.ts';

const TRIGGERS = ['hourly', 'api', 'command', 'scan'] as const satisfies UpdateTrigger[];
const STATES = ['waiting', 'running', 'done', 'failed'] as const satisfies UpdateRunState[];
const OUTCOMES = ['new', 'change', 'keep', 'leave', 'defer'] as const satisfies RunOutcome[];

export const updateRunShape = z
  .object({
    id: z.number().int(),
    state: z.enum(STATES),
    error: z.string().nullable().openapi({ description: 'Why it came to no end.', example: null }),
    trigger: z.enum(TRIGGERS).openapi({ example: 'api' }),
    requested_by: z
      .string()
      .nullable()
      .openapi({ description: 'The name of the token, or of a person.', example: 'ci' }),
    repository: z.union([repositoryPartShape, z.null()]).openapi({ description: 'Null: every repository.' }),
    dry_run: z.boolean().openapi({ description: 'It only planned.' }),
    cap: z.number().int().openapi({ description: 'Pull requests that it may open at most.', example: 25 }),
    created_at: time,
    started_at: time.nullable(),
    finished_at: time.nullable(),
  })
  .openapi('UpdateRun');

export const runCountsShape = z
  .object({
    repositories: z.number().int(),
    lockfiles: z.number().int(),
    failed: z.number().int().openapi({ description: 'Lockfiles that could not be planned.' }),
    updates: z.number().int().openapi({ description: 'Packages, lockfile by lockfile.' }),
    skipped: z.number().int(),
    pull_requests: z
      .object(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, z.number().int()])))
      .openapi({ description: 'By outcome.' }),
  })
  .openapi('UpdateRunCounts', { description: 'They grow while it runs.' });

export const runPlanShape = z
  .object({
    repository: repositoryPartShape,
    lockfile: lockfilePartShape,
    error: z.string().nullable().openapi({ description: 'Why it could not be planned.', example: null }),
    pull_requests: z.array(
      z
        .object({
          branch: branchShape,
          title: z.string().openapi({ example: 'Update lodash from 4.17.20 to 4.17.21' }),
          outcome: z.enum(OUTCOMES).openapi({
            description:
              '`new`: to be opened. `change`: the open one is to be made anew. `keep`: the open one stays as it is. `leave`: not to be opened, for the reason that is told. `defer`: it waits for a place.',
          }),
          reason: z.string().nullable().openapi({ description: 'Why that is its outcome.', example: null }),
          now: z
            .union([
              z.object({
                id: z.number().int(),
                state: pullRequestStateShape,
                number: pullRequestNumber,
                reason: stateReason,
              }),
              z.null(),
            ])
            .openapi({ description: 'What has become of it by now; null where there is none.' }),
          updates: z.array(updateShape),
        })
        .openapi('PlannedPullRequest'),
    ),
    skipped: z.array(skippedUpdateShape),
  })
  .openapi('LockfilePlan');

export function updateRunOf(row: UpdateRunRow): z.input<typeof updateRunShape> {
  const full_name = `${row.repository_owner}/${row.repository_name}`;
  return {
    id: row.id,
    state: row.state,
    error: row.error,
    trigger: row.trigger,
    requested_by: row.requested_by,
    repository: row.repository_id === null ? null : { id: row.repository_id, full_name },
    dry_run: row.dry_run,
    cap: row.cap,
    created_at: timeOf(row.created_at),
    started_at: timeOrNull(row.started_at),
    finished_at: timeOrNull(row.finished_at),
  };
}

export function runCountsOf({ outcomes, ...counts }: RunCounts): z.input<typeof runCountsShape> {
  return { ...counts, pull_requests: outcomes };
}

export function runPlanOf(
  row: RunPlanRow,
  pullRequest: (repositoryId: number, branch: string) => PlannedPullRequest | undefined,
): z.input<typeof runPlanShape> {
  return {
    repository: { id: row.repository_id, full_name: `${row.repository_owner}/${row.repository_name}` },
    lockfile: { id: row.lockfile_id, path: row.path, format: formatOf(row.format) },
    error: row.error,
    pull_requests: row.groups.map(({ branch, title, outcome, reason, updates }) => ({
      branch,
      title,
      outcome,
      reason,
      now: nowOf(pullRequest(row.repository_id, branch)),
      updates: updates.map(updateOf),
    })),
    skipped: row.skipped.map(skippedUpdateOf),
  };
}

function nowOf(pull: PlannedPullRequest | undefined) {
  return pull === undefined ? null : { id: pull.id, state: pull.state, number: pull.number, reason: pull.reason };
}
