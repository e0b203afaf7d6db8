import { EditError } from '../edit-failure.ts';
import type { BoundedRun, RunOutcome } from './run-bounded.ts';

/** The end of a run, whatever its exit code; a run that was cut short is an `EditError` that says by what. */
export function expectEnded(
  what: string,
  outcome: RunOutcome,
  { limits }: Pick<BoundedRun, 'limits'>,
): Extract<RunOutcome, { kind: 'ended' }> {
  switch (outcome.kind) {
    case 'ended':
      if (outcome.code !== 0 && /heap (out of memory|limit)/.test(outcome.stderr)) {
        throw new EditError('memory', `${what} needs more than the ${limits.memoryMb} MB that it may hold.`);
      }
      return outcome;
    case 'time':
      throw new EditError(
        'time',
        `${what} took longer than the ${limits.seconds} seconds it may take, and was killed.`,
      );
    case 'memory':
      throw new EditError(
        'memory',
        `${what} held ${Math.round(outcome.usedMb)} MB of the ${limits.memoryMb} MB it may hold, and was killed.`,
      );
    case 'stopped':
      throw new EditError('stopped', `${what} was stopped, because it was no longer wanted.`);
    case 'missing':
      throw new EditError('program', `${what} could not be started.`, { cause: outcome.cause });
  }
}
