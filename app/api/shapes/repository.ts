import { z } from '@hono/zod-openapi';
import { LOCKFILES_SHOWN, type LockfileRow, type RepositoryRow } from '../../../db/repository-pages.ts';
import type { ConfigProblem } from '../../../scanners/config/config-problem.ts';
import { alertCounts, alertCountsShape, formatOf, formatShape, time, timeOf, timeOrNull } from './parts.ts';

// Shapes with a name are made optional by `z.union([…, z.null()])`: `nullable()` would let the name stand for null too.
const lockfileErrorShape = z
  .object({
    code: z.string().openapi({ example: 'merge-conflict' }),
    line: z.number().int().optional().openapi({ example: 214 }),
    expected: z.string().openapi({ example: 'a lockfile without merge-conflict markers' }),
    found: z.string().openapi({ example: '"<<<<<<< HEAD"' }),
    cure: z.string().openapi({ example: 'Resolve the conflict and make the lockfile anew.' }),
  })
  .openapi('LockfileError');

const configurationProblemShape = z
  .object({
    file: z.string().openapi({ example: '.github/lockkeeper.yml' }),
    key: z.string().openapi({ description: 'Empty where it is about the file as a whole.' }),
    line: z.number().int().optional(),
    expected: z.string(),
    found: z.string(),
    cure: z.string(),
  } satisfies Record<keyof ConfigProblem, z.ZodType>)
  .openapi('ConfigurationProblem');

const configurationProblemsShape = z.array(configurationProblemShape);

const problemListShape = z.array(z.object({ key: z.string(), message: z.string() }));

const lockfileShape = z
  .object({
    id: z.number().int(),
    path: z.string().openapi({ example: 'package-lock.json' }),
    blob_sha: z.string().openapi({ example: '3b18e512dba79e4c8300dd08aeb37f8e728b8dad' }),
    format: formatShape,
    format_version: z.string().nullable().openapi({ example: '3' }),
    status: z.enum(['read', 'partly-read', 'failed', 'unread']).openapi({
      description:
        '`partly-read`: some entries were left out, see `problems`. `failed`: it could not be read, see `error`. `unread`: Lockkeeper does not read its format, see `unread_reason`. Nobody watches what is in a lockfile that failed or is unread.',
    }),
    error: z.union([lockfileErrorShape, z.null()]),
    unread_reason: z.string().nullable(),
    problem_count: z.number().int(),
    problems: problemListShape.openapi({ description: 'The first 20 entries that were left out, and why.' }),
    updated_at: time,
  })
  .openapi('Lockfile');

export const repositoryShape = z
  .object({
    id: z.number().int().openapi({ description: "GitHub's id: it stays when the repository is renamed." }),
    full_name: z.string().openapi({ example: 'octo-org/web-shop' }),
    default_branch: z.string().openapi({ example: 'main' }),
    private: z.boolean(),
    archived: z.boolean(),
    tags: z.array(z.string()).openapi({ example: ['production'] }),
    last_scan: z.object({
      commit: z.string().nullable().openapi({ description: 'Of the last complete scan.' }),
      at: time.nullable(),
      error: z.string().nullable().openapi({ description: 'Why the last scan could not be done.' }),
    }),
    configuration_problems: configurationProblemsShape.openapi({
      description: 'What is not used of `.github/lockkeeper.yml`, and why.',
    }),

    open_alerts: z
      .union([alertCountsShape, z.null()])
      .openapi({ description: 'Null for a token without `alerts:read`.' }),
    lockfile_count: z.number().int(),
    lockfiles: z.array(lockfileShape).openapi({ description: `By path, the first ${LOCKFILES_SHOWN}.` }),
  })
  .openapi('Repository');

export function repositoryOf(row: RepositoryRow, mayReadAlerts: boolean): z.input<typeof repositoryShape> {
  return {
    id: row.id,
    full_name: `${row.owner}/${row.name}`,
    default_branch: row.default_branch,
    private: row.private,
    archived: row.archived,
    tags: row.tags,
    last_scan: { commit: row.scanned_sha, at: timeOrNull(row.scanned_at), error: row.scan_error },
    configuration_problems: configurationProblemsOf(row.config_problems),
    open_alerts: mayReadAlerts ? alertCounts(row.open_alerts) : null,
    lockfile_count: row.lockfile_count,
    lockfiles: row.lockfiles.map(lockfileOf),
  };
}

function lockfileOf(row: LockfileRow): z.input<typeof lockfileShape> {
  return {
    id: row.id,
    path: row.path,
    blob_sha: row.blob_sha,
    format: formatOf(row.format),
    format_version: row.format_version,
    status: statusOf(row),
    error: lockfileErrorOf(row.error),
    unread_reason: row.unread_reason,
    problem_count: row.problem_count,
    problems: problemListShape.catch([]).parse(row.problems),
    updated_at: timeOf(row.updated_at),
  };
}

function statusOf(row: LockfileRow): z.input<typeof lockfileShape>['status'] {
  if (row.unread_reason !== null) return 'unread';
  if (row.error !== null) return 'failed';
  return row.problem_count > 0 ? 'partly-read' : 'read';
}

/**
 * The error without its path: equal contents are read once for the whole database, so the path stored with the error
 * may be that of another repository.
 */
export function lockfileErrorOf(error: unknown): z.input<typeof lockfileErrorShape> | null {
  if (error === null || error === undefined) return null;
  const read = lockfileErrorShape.safeParse(error);
  if (read.success) return read.data;
  return {
    code: 'unknown',
    expected: 'a lockfile that can be read',
    found: 'one that could not be',
    cure: 'Scan the repository again.',
  };
}

/** As the last scan stored them; null where there were none. */
export function configurationProblemsOf(problems: unknown): z.input<typeof configurationProblemsShape> {
  return configurationProblemsShape.catch([]).parse(problems ?? []);
}
