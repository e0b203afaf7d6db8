import { plainText } from '../../../scanners/reports/index.ts';
import type { PlannedUpdate } from '../../../scanners/updates/index.ts';

const LONGEST = 200;

/** What a pull request is called, and the first line of its commit. Nothing in it formats, mentions or refers. */
export function updateTitle(updates: readonly PlannedUpdate[], folder: string): string {
  const where = folder === '' ? '' : ` in ${folder}`;
  const names = [...new Set(updates.map(({ name }) => name))];
  const verb = updates.every(({ how }) => how === 'rollback') ? 'Roll back' : 'Update';
  const [first] = updates;
  const what =
    first !== undefined && updates.length === 1
      ? oneText(first, verb)
      : names.length === 1
        ? `${verb} ${names[0]}`
        : `${verb} ${names.length} packages with known flaws`;
  // A title shows no Markdown, but GitHub still mentions people and refers to issues in commit messages.
  return plainText(`${what}${where}`, LONGEST).replace(/(^|[^A-Za-z0-9/])#(?=\d)/g, '$1# ');
}

function oneText({ name, from, to }: PlannedUpdate, verb: string): string {
  return to === '' ? `Remove ${name} ${from.join(', ')}` : `${verb} ${name} from ${from.join(', ')} to ${to}`;
}
