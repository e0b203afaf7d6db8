import { z } from '@hono/zod-openapi';
import type { OverrideRow } from '../../../db/gate-overrides.ts';
import { repositoryPartShape, time, timeOf, timeOrNull } from './parts.ts';

export const overrideShape = z
  .object({
    id: z.number().int(),
    repository: repositoryPartShape,
    environment: z.string(),
    reason: z.string(),
    created_by: z.string(),
    approvals: z.array(z.object({ login: z.string(), permission: z.string(), at: time })).openapi({
      description: 'Who agreed, whoever made it first. How many it takes the policy says.',
    }),
    created_at: time,
    expires_at: time,
    revoked_by: z.string().nullable(),
    revoked_at: time.nullable(),
  })
  .openapi('GateOverride');

export function overrideOf(row: OverrideRow): z.input<typeof overrideShape> {
  return {
    id: row.id,
    repository: { id: row.repository_id, full_name: `${row.repository_owner}/${row.repository_name}` },
    environment: row.environment,
    reason: row.reason,
    created_by: row.created_by,
    approvals: row.approvals,
    created_at: timeOf(row.created_at),
    expires_at: timeOf(row.expires_at),
    revoked_by: row.revoked_by,
    revoked_at: timeOrNull(row.revoked_at),
  };
}
