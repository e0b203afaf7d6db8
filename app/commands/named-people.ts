import type { ParsedLine } from './parse-command.ts';

/** Logins of those who are to look into something: whoever says it where nobody is named. */
export function namedPeople(lines: readonly ParsedLine[], author: string): string[] {
  const people = lines.flatMap((line) =>
    'command' in line && line.command.kind === 'investigate' ? [line.command.person ?? author] : [],
  );
  return [...new Set(people)];
}
