import { escapeMarkdown } from '../../scanners/reports/escape-markdown.ts';
import type { CheckResult, Verdict } from '../verdict.ts';
import { blockersOf, CHECK_TITLES, headlineOf } from './headline.ts';
import { sharedReason } from './shared-reason.ts';
import { whatNext } from './what-next.ts';

/** GitHub takes so many characters in the comment of a deployment protection rule, which it shows as Markdown. */
export const COMMENT_LONGEST = 1024;

/** What blocks or warns and why, in at most so many characters: whole reasons as far as they fit, then how many are left off. */
export function renderComment(verdict: Verdict, maxChars = COMMENT_LONGEST): string {
  const head = [headlineOf(verdict), ...whatNext(verdict)];
  const shared = sharedReason(verdict);
  const told =
    shared !== undefined ? [] : [...blockersOf(verdict), ...verdict.checks.filter(({ effect }) => effect === 'warn')];
  const lines = [
    ...head.map((text) => fitted(text, Math.floor(maxChars / 3))),
    ...(shared === undefined ? [] : [fitted(shared.reason, Math.floor(maxChars / 2))]),
    ...told.map((each) => lineOf(each, Math.floor(maxChars / 2))),
  ];
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    const rest = lines.length - index - 1;
    const room =
      maxChars - kept.join('\n').length - (kept.length > 0 ? 1 : 0) - (rest > 0 ? moreText(rest).length + 1 : 0);
    if (line.length > room) return [...kept, moreText(rest + 1)].join('\n').slice(0, maxChars);
    kept.push(line);
  }
  return kept.join('\n');
}

function moreText(left: number): string {
  return `- and ${left} more`;
}

function lineOf({ check, reason }: CheckResult, longest: number): string {
  const title = `- ${CHECK_TITLES[check]}: `;
  return `${title}${fitted(reason, longest - title.length)}`;
}

/** Escaped text of at most so many characters. What is cut is the text itself, never an escape. */
function fitted(text: string, longest: number): string {
  for (let length = Math.min(text.length, longest); length > 0; length = Math.floor(length * 0.9)) {
    const escaped = escapeMarkdown(text, length);
    if (escaped.length <= longest) return escaped;
  }
  return '';
}
