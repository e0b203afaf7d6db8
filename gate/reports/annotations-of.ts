import { plainText } from '../../scanners/reports/plain-text.ts';
import type { Verdict } from '../verdict.ts';
import { CHECK_TITLES } from './headline.ts';
import { sharedReason } from './shared-reason.ts';

/** One line of a workflow run's annotations. Plain text: the runner's commands need their own escapes of line ends and of `%`. */
export interface VerdictAnnotation {
  level: 'error' | 'warning';
  title: string;
  message: string;
}

/** What blocks, as errors, and what is warned of. Under an override nothing is an error. */
export function annotationsOf({ checks, override }: Verdict): VerdictAnnotation[] {
  const shared = sharedReason({ checks });
  if (shared !== undefined && shared.effect !== 'allow') {
    const level = shared.effect === 'block' && override === null ? 'error' : 'warning';
    return [{ level, title: 'Lockkeeper: nothing could be checked', message: plainText(shared.reason, 1000) }];
  }
  const told = checks.filter(({ effect }) => effect !== 'allow');
  const annotations = told.map(({ check, effect, state, reason }): VerdictAnnotation => {
    const blocks = effect === 'block' && override === null;
    const known = state === 'fail' || state === 'warn';
    const title = `Lockkeeper: ${CHECK_TITLES[check]}${known ? '' : ` (${state})`}`;
    return { level: blocks ? 'error' : 'warning', title, message: plainText(reason, 1000) };
  });
  return [
    ...annotations.filter(({ level }) => level === 'error'),
    ...annotations.filter(({ level }) => level === 'warning'),
  ];
}
