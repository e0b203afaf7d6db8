import { z } from '@hono/zod-openapi';
import { scopeOf } from '../../../db/suppression-evidence.ts';
import type { SuppressionPageRow } from '../../../db/suppression-pages.ts';
import { daysExpired } from '../../../scanners/alerts/index.ts';
import { repositoryPartShape, time, timeOf, timeOrNull } from './parts.ts';

export const SUPPRESSION_SCOPES = ['installation', 'repository', 'path', 'dev'] as const;

export const suppressionShape = z
  .object({
    id: z.number().int(),
    source: z.string().openapi({
      description:
        '`config`: from `.github/lockkeeper.yml`, which alone can change it. Otherwise how a person asked for it: `api`.',
      example: 'api',
    }),
    ecosystem: z.string().openapi({ example: 'npm' }),
    package: z.string().nullable().openapi({ example: 'lodash' }),
    advisory: z.string().nullable().openapi({ description: 'Its aliases count too.', example: 'GHSA-35jh-r3h4-6jhm' }),
    range: z.string().nullable().openapi({
      description:
        'Versions that the package must not be updated to. Where it is set, the alerts stay open and updates steer round these versions; null: the alerts are held back.',
      example: null,
    }),
    scope: z.enum(SUPPRESSION_SCOPES).openapi({
      description:
        '`installation`: everywhere. `repository`: in one repository. `path`: for lockfiles at `path`. `dev`: for what nothing but development needs.',
    }),
    repository: z.union([repositoryPartShape, z.null()]).openapi({ description: 'Null: every repository.' }),
    path: z.string().nullable().openapi({ description: 'As in .gitignore; null: every path.', example: null }),
    reason: z.string().openapi({ example: 'We only ever pass it our own templates.' }),
    author: z.string().nullable().openapi({ description: 'The name of the token that made it.', example: 'ci' }),
    created_at: time,
    expires_at: time.nullable().openapi({ description: 'From then on it no longer holds; null: it never ends.' }),
    expired_days: z.number().int().nullable().openapi({
      description: 'Whole days since it ended; null while it holds. One that ended long ago is one to remove.',
      example: null,
    }),
    unused: z.boolean().openapi({ description: 'It was never about an alert so far.', example: false }),
  })
  .openapi('Suppression');

export function suppressionOf(row: SuppressionPageRow, now: Date): z.input<typeof suppressionShape> {
  const full_name = `${row.repository_owner}/${row.repository_name}`;
  return {
    id: row.id,
    source: row.source,
    ecosystem: row.ecosystem,
    package: row.package_name,
    advisory: row.advisory_id,
    range: row.range,
    scope: scopeOf(row),
    repository: row.repository_id === null ? null : { id: row.repository_id, full_name },
    path: row.path,
    reason: row.reason,
    author: row.author,
    created_at: timeOf(row.created_at),
    expires_at: timeOrNull(row.expires_at),
    expired_days: daysExpired(row.expires_at, now),
    unused: row.used_at === null,
  };
}
