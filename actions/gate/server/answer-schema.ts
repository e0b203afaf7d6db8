import * as z from 'zod/mini';
import { CHECKS, EFFECTS } from '../../../gate/policy.ts';
import type { Verdict } from '../../../gate/verdict.ts';

const effect = z.enum(EFFECTS);
const nullableText = z.nullable(z.string());

const check = z.object({
  check: z.enum(CHECKS),
  mode: z.enum(['enforce', 'warn']),
  state: z.enum(['pass', 'warn', 'fail', 'no-data', 'no-traffic', 'error']),
  effect,
  value: nullableText,
  threshold: z.string(),
  sampleSize: z.nullable(z.number()),
  reason: z.string(),
  evidence: z.array(z.object({ text: z.string(), url: z.optional(z.string()) })),
  more: z.number(),
  passesAt: nullableText,
});

const score = z.looseObject({
  score: z.number(),
  band: z.enum(['red', 'orange', 'green', 'dark-green']),
  coverage: z.number(),
  parts: z.record(z.string(), z.looseObject({ score: z.nullable(z.number()), why: z.optional(z.string()) })),
  cap: z.nullable(z.object({ at: z.number(), why: z.string() })),
  lost: z.array(z.looseObject({ part: z.string(), points: z.number(), cause: z.string(), cure: z.string() })),
});

const override = z.looseObject({
  people: z.array(z.string()),
  reason: z.string(),
  expiresAt: z.string(),
  instead: effect,
});

const verdict = z.object({
  verdict: effect,
  decided: z.boolean(),
  environment: z.string(),
  repository: z.string(),
  sha: z.optional(z.string()),
  at: z.string(),
  checks: z.array(check),
  score: z.nullable(score),
  override: z.nullable(override),
  passesAt: nullableText,
});

const answer = z.object({
  decision: z.number(),
  figures: z.optional(z.object({ open_critical: z.nullable(z.number()), burn_rate: z.nullable(z.number()) })),
  report: verdict,
});

export interface ServerAnswer {
  decision: number;
  figures: { openCritical: number | null; burnRate: number | null };
  verdict: Verdict;
}

/** Undefined where it is not what the service answers. Of an older one, which told no figures, they are not known. */
export function readAnswer(text: string): ServerAnswer | undefined {
  const read = answer.safeParse(parsed(text));
  if (!read.success) return undefined;
  const { decision, figures, report } = read.data;
  return {
    decision,
    figures: { openCritical: figures?.open_critical ?? null, burnRate: figures?.burn_rate ?? null },
    verdict: report as unknown as Verdict,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
