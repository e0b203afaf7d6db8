import { EFFECTS } from '../../gate/policy.ts';
import type { Verdict } from '../../gate/verdict.ts';
import type { ActionErrorCode } from './action-error.ts';
import type { ActionInputs } from './inputs.ts';

/** Both fail the step. `undecided`: nothing that is known speaks against the deploy, but something has to be known, or set right, first. */
export const EXIT = { ahead: 0, blocked: 1, undecided: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(
  { verdict, decided }: Pick<Verdict, 'verdict' | 'decided'>,
  { dryRun, failOn }: Pick<ActionInputs, 'dryRun' | 'failOn'>,
): ExitCode {
  if (dryRun || EFFECTS.indexOf(verdict) < EFFECTS.indexOf(failOn)) return EXIT.ahead;
  return decided ? EXIT.blocked : EXIT.undecided;
}

/** Where no verdict came. A mistake in the workflow, or a fault of ours, is no outage: `on-error` is not about it. */
export function exitCodeOfError(
  code: ActionErrorCode,
  { dryRun, onError }: Pick<ActionInputs, 'dryRun' | 'onError'>,
): ExitCode {
  if (dryRun) return EXIT.ahead;
  return code !== 'no-answer' || onError === 'block' ? EXIT.undecided : EXIT.ahead;
}
