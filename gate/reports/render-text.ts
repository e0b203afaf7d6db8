import { plainText } from '../../scanners/reports/plain-text.ts';
import { momentText } from '../checks/in-words.ts';
import type { Verdict } from '../verdict.ts';
import { CHECK_TITLES, headlineOf } from './headline.ts';
import { passesText } from './passes-text.ts';
import { sharedReason, worstEffectFirst } from './shared-reason.ts';
import { whatNext } from './what-next.ts';

/** For terminals and logs: no escape sequences, no workflow commands, whatever names from outside hold. */
export function renderText(verdict: Verdict): string {
  const { environment, repository, checks, score } = verdict;
  const shared = sharedReason(verdict);
  const told = shared === undefined ? worstEffectFirst(checks) : [];
  const lines = [
    plainText(headlineOf(verdict), 300),
    ...whatNext(verdict).map((sentence) => plainText(sentence)),
    `${plainText(repository, 200)} to ${plainText(environment, 200)}, asked at ${momentText(verdict.at)}`,
    '',
    ...(shared === undefined ? [] : [plainText(shared.reason, 2000)]),
    ...told.map(({ check, state, effect, reason, passesAt }) => {
      const passes = passesText(passesAt, reason);
      return `${`${effect}:`.padEnd(7)}${CHECK_TITLES[check]} (${state}): ${plainText(reason, 2000)}${passes && ` ${passes}`}`;
    }),
    '',
    score === null ? 'Trust score: not known' : scoreLine(score),
    ...(score?.lost ?? []).slice(0, 5).map(({ points, cause, cure }) => {
      return `  ${points} points: ${plainText(cause)}. ${plainText(cure)}.`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function scoreLine({ score, band, coverage, cap }: NonNullable<Verdict['score']>): string {
  const rests = coverage >= 1 ? '' : `, resting on ${Math.floor(coverage * 100)}% of its weights`;
  return `Trust score: ${score} of 100 (${band}${rests})${cap === null ? '' : `, held at ${cap.at}: ${plainText(cap.why, 300)}`}`;
}
