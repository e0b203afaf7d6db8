import { z } from '@hono/zod-openapi';
import type { UsageRow } from '../../../db/package-usage.ts';
import { formatOf, lockfilePartShape, pathShape, repositoryPartShape, scopesOf, scopesShape } from './parts.ts';

/** `[lockfile, package version]`: what a usage cursor holds. */
export const usagePlace = z.tuple([
  z.number().int().min(0).max(2_147_483_647),
  z.number().int().min(0).max(2_147_483_647),
]);

export const usageShape = z
  .object({
    package: z.string().openapi({ example: 'lodash' }),
    version: z.string().openapi({ example: '4.17.20' }),
    repository: repositoryPartShape,
    lockfile: lockfilePartShape,
    direct: z.boolean().openapi({ description: 'A project asks for it itself.' }),
    scopes: scopesShape,
    path: pathShape,
    required_range: z
      .string()
      .nullable()
      .openapi({ description: 'What the last of `path` asks for.', example: '^4.17.0' }),
    copies: z.number().int().openapi({ description: 'How often the lockfile holds this version.' }),
  })
  .openapi('Usage', { description: 'A package version in a lockfile.' });

export function usageOf(row: UsageRow): z.input<typeof usageShape> {
  return {
    package: row.package_name,
    version: row.version,
    repository: { id: row.repository_id, full_name: `${row.repository_owner}/${row.repository_name}` },
    lockfile: { id: row.lockfile_id, path: row.lockfile_path, format: formatOf(row.lockfile_format) },
    direct: row.direct,
    scopes: scopesOf(row.scopes),
    path: row.path,
    required_range: row.required_range,
    copies: row.copies,
  };
}
