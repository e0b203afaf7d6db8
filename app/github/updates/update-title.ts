import { plainText } from '../../../scanners/reports/index.ts';
import type { PlannedUpdate } from '../../../scanners/updates/index.ts';

const LONGEST = 200;

/** What a pull request is called, and the first line of its commit. Nothing in it formats, mentions or refers. */
export function updateTitle(updates: readonly PlannedUpdate[], folder: string): string {
  const where = folder === '' ? '' : ` in ${folder}`;
  const fixes = updates.filter(({ how }) => how !== 'unneeded-override');
  const parts = [fixesText(fixes), removalsText(updates.filter((update) => !fixes.includes(update)))];
  const [what = '', more] = parts.filter((part) => part !== '');
  // A title shows no Markdown, but GitHub still mentions people and refers to issues in commit messages.
  return plainText(`${what}${where}${more === undefined ? '' : `, and ${lowerFirst(more)}`}`, LONGEST).replace(
    /(^|[^A-Za-z0-9/])#(?=\d)/g,
    '$1# ',
  );
}

function fixesText(updates: readonly PlannedUpdate[]): string {
  const names = [...new Set(updates.map(({ name }) => name))];
  const verb = updates.every(({ how }) => how === 'rollback') ? 'Roll back' : 'Update';
  const [first] = updates;
  if (first === undefined) return '';
  if (updates.length === 1) return oneText(first, verb);
  return names.length === 1 ? `${verb} ${names[0]}` : `${verb} ${names.length} packages with known flaws`;
}

function removalsText([first, ...more]: readonly PlannedUpdate[]): string {
  if (first === undefined) return '';
  return more.length === 0
    ? `Remove the unneeded override of ${first.name}`
    : `Remove ${more.length + 1} unneeded overrides`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function oneText({ name, from, to }: PlannedUpdate, verb: string): string {
  return to === '' ? `Remove ${name} ${from.join(', ')}` : `${verb} ${name} from ${from.join(', ')} to ${to}`;
}
