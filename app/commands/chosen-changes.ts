import { codeSpan } from '../github/markdown.ts';
import type { Conversation, ConversationChange } from './carry-out.ts';

const SHOWN = 10;

/**
 * The changes that a command is about: those of the package that it names, or all of an issue about changes.
 * @returns why there are none, in Markdown
 */
export function chosenChanges(
  { changes, report }: Pick<Conversation, 'changes' | 'report'>,
  packageName: string | null,
): { chosen: readonly ConversationChange[] } | { failed: string } {
  if (packageName !== null) {
    const chosen = changes.filter((change) => change.packageName === packageName);
    if (chosen.length > 0) return { chosen };
    return { failed: `nothing is open about ${codeSpan(packageName)} here.` };
  }
  if (report !== undefined) {
    return changes.length > 0 ? { chosen: changes } : { failed: 'nothing in this issue is open any more.' };
  }
  const names = [...new Set(changes.map((change) => change.packageName))].slice(0, SHOWN);
  const found =
    names.length === 0
      ? 'no maintainer change is open here'
      : `those with open maintainer changes are ${names.map((name) => codeSpan(name)).join(', ')}`;
  return { failed: `expected a package: only in an issue about maintainer changes it can be left out; ${found}.` };
}
