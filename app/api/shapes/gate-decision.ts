import { z } from '@hono/zod-openapi';
import type { DecisionRow } from '../../../db/gate-decision-pages.ts';
import { EFFECTS } from '../../../gate/index.ts';
import { repositoryPartShape, time, timeOf } from './parts.ts';
import { verdictOf, verdictShape } from './verdict.ts';

export const gateDecisionShape = z
  .object({
    id: z.number().int(),
    repository: repositoryPartShape,
    environment: z.string(),
    sha: z.string().nullable(),
    at: time,
    asked_by: z.object({
      kind: z.enum(['action', 'token', 'protection-rule', 'check-run', 'cli']),
      name: z.string(),
      run_id: z.number().int().nullable(),
    }),
    dry_run: z.boolean().openapi({ description: 'No deploy hung on it.' }),
    verdict: z.enum(EFFECTS),
    decided: z.boolean(),
    score: z.number().int().nullable(),
    report: verdictShape,
  })
  .openapi('GateDecision');

export function gateDecisionOf(row: DecisionRow): z.input<typeof gateDecisionShape> {
  return {
    id: row.id,
    repository: { id: row.repository_id, full_name: `${row.repository_owner}/${row.repository_name}` },
    environment: row.environment,
    sha: row.sha,
    at: timeOf(row.at),
    asked_by: { kind: row.asked_by_kind, name: row.asked_by, run_id: row.run_id },
    dry_run: !row.for_deploy,
    verdict: row.verdict,
    decided: row.decided,
    score: row.score,
    report: verdictOf(row.result),
  };
}
