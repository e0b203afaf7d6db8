import { printPackageName } from '../../commands/print-command.ts';
import { commandUsage } from '../../commands/usage.ts';
import { codeSpan } from '../markdown.ts';

/** What people can answer, with the packages that the issue asks about. */
export function reportCommands(packageNames: readonly string[]): string {
  const names = [...new Set(packageNames)];
  const all = names.length > 1 ? ', for every package above' : '';
  const [first] = names;
  const example =
    names.length > 1 && first !== undefined
      ? [`- For one of them: ${codeSpan(`/accept ${printPackageName(first)}`, 240)}`]
      : [];
  const lines = (['accept', 'pin', 'investigate'] as const).map((name) => {
    const { usage, does } = commandUsage[name];
    return `- \`${usage}\` ${does.charAt(0).toLowerCase()}${does.slice(1)}`;
  });
  return [
    '## Commands',
    `In a comment, at the start of a line, by people who may write to this repository${all}:`,
    [...lines, ...example].join('\n'),
  ].join('\n\n');
}
