import { type ConfigProblem, describeProblem } from '../scanners/config/config-problem.ts';
import type { GateFacts } from './facts.ts';
import { CHECKS } from './policy.ts';
import type { Verdict } from './verdict.ts';

/**
 * What a gate says where the policy cannot be read: nothing could be decided, so nothing goes ahead, in any environment. Nor does an override
 * hold, as it is not known who may give one: what helps is to correct the configuration.
 */
export function refusedVerdict(
  { environment, repository, sha }: Pick<GateFacts, 'environment' | 'repository' | 'sha'>,
  problems: readonly [ConfigProblem, ...ConfigProblem[]],
  now: Date,
): Verdict {
  const told = problems.slice(0, 20).map((problem) => ({ text: describeProblem(problem) }));
  return {
    verdict: 'block',
    decided: false,
    environment,
    repository,
    ...(sha === undefined ? {} : { sha }),
    at: now.toISOString(),
    checks: CHECKS.map((check) => ({
      check,
      mode: 'enforce',
      state: 'error',
      effect: 'block',
      value: null,
      threshold: 'not known',
      sampleSize: null,
      reason: `The policy cannot be read: ${told[0]!.text}`,
      evidence: told,
      more: problems.length - told.length,
      passesAt: null,
    })),
    score: null,
    override: null,
    passesAt: null,
  };
}
