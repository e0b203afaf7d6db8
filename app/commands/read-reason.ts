import type { Reading } from './command.ts';

const SHORTEST = 3;
const LONGEST = 1000;

/** Any text in one line. Control characters, and what turns the direction of text round, become spaces. */
export function readReason(text: string, shortest = SHORTEST): Reading<string> {
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  if (plain.length >= shortest && plain.length <= LONGEST) return { value: plain };
  const expected = `why it is acceptable, in ${shortest} to ${LONGEST} characters after because`;
  if (plain.length < shortest) return { value: null, problem: { expected, found: plain === '' ? 'nothing' : plain } };
  return {
    value: plain.slice(0, LONGEST).toWellFormed().trim(),
    problem: { expected, found: `${plain.length} characters` },
  };
}
