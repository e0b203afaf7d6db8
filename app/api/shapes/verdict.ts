import { z } from '@hono/zod-openapi';
import { CHECKS, EFFECTS, type Verdict } from '../../../gate/index.ts';
import { time } from './parts.ts';

const effect = z.enum(EFFECTS);

const checkShape = z
  .object({
    check: z.enum(CHECKS),
    mode: z.enum(['enforce', 'warn']),
    state: z.enum(['pass', 'warn', 'fail', 'no-data', 'no-traffic', 'error']).openapi({
      description: 'The last three: the check could not be made, and the policy says what comes of it.',
    }),
    effect,
    value: z.string().nullable().openapi({ example: '2 critical' }),
    threshold: z.string().openapi({ example: 'at most 0 critical' }),
    sampleSize: z.number().nullable(),
    reason: z.string(),
    evidence: z.array(z.object({ text: z.string(), url: z.string().optional() })),
    more: z.number().int().openapi({ description: 'How many pieces of evidence were left off.' }),
    passesAt: time
      .nullable()
      .openapi({ description: 'The earliest time at which it would pass if nothing else changes.' }),
  })
  .openapi('GateCheck');

const scoreShape = z
  .object({
    version: z.number().int(),
    score: z.number().int().min(0).max(100),
    band: z.enum(['red', 'orange', 'green', 'dark-green']),
    coverage: z.number().openapi({ description: 'Share of the weights that the score rests on, 0 to 1.' }),
    parts: z.record(z.string(), z.unknown()),
    cap: z.object({ at: z.number(), why: z.string() }).nullable(),
    lost: z.array(z.object({ part: z.string(), points: z.number(), cause: z.string(), cure: z.string() })),
  })
  .openapi('TrustScore', { description: 'docs/trust-score.md says how it comes about.' });

/** What the gate says, in the words of `gate/verdict.ts`: the action writes the same into its output `report`. */
export const verdictShape = z
  .object({
    verdict: effect,
    decided: z.boolean().openapi({ description: 'False: it blocks only because something is not known.' }),
    environment: z.string(),
    repository: z.string(),
    sha: z.string().optional(),
    at: time,
    checks: z.array(checkShape),
    score: scoreShape.nullable(),
    override: z.record(z.string(), z.unknown()).nullable(),
    passesAt: time.nullable(),
  })
  .openapi('GateVerdict');

export const trustScoreShape = scoreShape;

/** A verdict is plain JSON already; the schema describes it, and takes nothing from it. */
export function verdictOf(verdict: Verdict): z.input<typeof verdictShape> {
  return verdict as unknown as z.input<typeof verdictShape>;
}
