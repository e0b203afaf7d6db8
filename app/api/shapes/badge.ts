import { z } from '@hono/zod-openapi';
import type { BadgeRow } from '../../../db/badges.ts';
import { repositoryPartShape, time, timeOf } from './parts.ts';

export const badgeShape = z
  .object({
    id: z.number().int(),
    repository: repositoryPartShape,
    environment: z.string(),
    created_by: z.string(),
    created_at: time,
  })
  .openapi('Badge');

export const badgeImageShape = z
  .object({
    path: z.string().openapi({ example: '/badge/lkb_…/trust.svg' }),
    markdown: z.string().openapi({
      description: 'To copy into a README, with the address at which you asked.',
      example: '![Trust score](https://lockkeeper.example.org/badge/lkb_…/trust.svg)',
    }),
  })
  .openapi('BadgeImage');

export function badgeOf(row: BadgeRow): z.input<typeof badgeShape> {
  return {
    id: row.id,
    repository: { id: row.repository_id, full_name: `${row.repository_owner}/${row.repository_name}` },
    environment: row.environment,
    created_by: row.created_by,
    created_at: timeOf(row.created_at),
  };
}
