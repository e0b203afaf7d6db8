import type { InvestigateCommand } from './command.ts';
import type { ParsedLine } from './parse-command.ts';
import { printCommand } from './print-command.ts';
import { readChangedPackage } from './read-changed-package.ts';
import type { Limits } from './read-lasting.ts';
import { readReason } from './read-reason.ts';
import { nextWord } from './split-words.ts';

const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** `/investigate [package] [@person] [because …]`, from what stands behind the word. */
export function parseInvestigate(line: string, limits: Limits): ParsedLine {
  const command: InvestigateCommand = { kind: 'investigate', packageName: null, person: null, reason: null };
  let problem: { expected: string; found: string } | undefined;
  let guessed = true;
  const fault = (expected: string, found: string, guess = true) => {
    problem ??= { expected, found: found.slice(0, 200) };
    guessed &&= guess;
  };

  for (let at = 0; ; ) {
    const word = nextWord(line, at);
    if (word === undefined) break;
    const { text, quoted } = word;
    at = word.end;
    if (!quoted && text.toLowerCase() === 'because') {
      const reason = readReason(line.slice(word.end), 1);
      if (reason.problem !== undefined) fault(reason.problem.expected, reason.problem.found);
      command.reason = reason.value;
      break;
    }
    const about = readChangedPackage(word, limits);
    const login = text.startsWith('@') ? text.slice(1) : text;
    if (about.name !== undefined) {
      if (about.problem !== undefined) fault(about.problem.expected, about.problem.found);
      if (command.packageName !== null) fault('at most one package in a line: others go in lines of their own', text);
      command.packageName ??= about.name;
    } else if (!quoted && LOGIN.test(login)) {
      if (!text.startsWith('@')) fault('@ before a login, such as @octocat', text);
      if (command.person !== null) fault('one person', text);
      command.person ??= login;
    } else {
      const isTeam = /^@[^/]+\/[^/]+$/.test(text);
      fault(isTeam ? 'a person such as @octocat: GitHub assigns no teams' : 'a person such as @octocat', text, false);
    }
  }
  if (problem === undefined) return { command };
  return { problem: { name: 'investigate', ...problem, nearest: guessed ? printCommand(command) : null } };
}
