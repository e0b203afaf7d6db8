import type { CommentReaction } from '../../db/schema/handled-comments.ts';
import { codeBlock, codeSpan } from '../github/markdown.ts';
import type { Outcome } from './outcome.ts';
import { commandUsage } from './usage.ts';

/** GitHub takes 65,536 characters of a comment. */
const LONGEST_ANSWER = 60_000;
const LONGEST_FOUND = 100;

/** The comment that answers a comment: what was understood, what was done, and what could not be. */
export function renderAnswer(outcomes: readonly Outcome[], { left, most }: { left: number; most: number }): string {
  const parts = outcomes.map(renderOutcome);
  if (left > 0) {
    parts.push(
      `**Not carried out:** ${left} more. At most ${most} commands of a comment are; send the others in another.`,
    );
  }
  const text = parts.join('\n\n---\n\n');
  return text.length <= LONGEST_ANSWER ? text : `${text.slice(0, LONGEST_ANSWER).toWellFormed()}\n\n… and more.`;
}

/** The answer to somebody who may not give commands. */
export function renderRefusal({ login, permission }: { login: string; permission: string }): string {
  return `**Nothing was done.** Commands need write permission on this repository; GitHub says that ${codeSpan(login)} has ${codeSpan(permission)}.`;
}

export function reactionOf(outcomes: readonly Outcome[], left: number): CommentReaction {
  return left > 0 || outcomes.some(({ failed, problem }) => failed.length > 0 || problem !== undefined)
    ? 'confused'
    : '+1';
}

function renderOutcome({ understood, done, failed, problem }: Outcome): string {
  const lines = [...done, ...failed.map((text) => `**Not done:** ${text}`)].map((text) => `- ${text}`);
  const shown = understood === null ? [] : [`Understood:\n\n${codeBlock(understood)}`];
  if (problem === undefined) return [...shown, lines.join('\n')].filter((part) => part !== '').join('\n\n');
  const { name, expected, found, nearest } = problem;
  return [
    `**Not understood:** expected ${codeSpan(expected, 300)}, found ${codeSpan(found, LONGEST_FOUND)}. Nothing was done for this line.`,
    ...(nearest === null ? [] : [`Did you mean:\n\n${codeBlock(nearest)}`]),
    `Usage:\n\n${codeBlock(commandUsage[name].usage)}`,
  ].join('\n\n');
}
