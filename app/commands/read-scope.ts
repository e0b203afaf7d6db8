import { nearestKey, suppressionPath } from '../../scanners/config/index.ts';
import type { CommandScope, Reading } from './command.ts';

export const SCOPE_WORDS = ['repository', 'installation', 'dev'] as const;

const EXPECTED = `${SCOPE_WORDS.join(', ')} or path:<pattern> after scope`;
const SAME = new Map([
  ['repo', 'repository'],
  ['org', 'installation'],
  ['organisation', 'installation'],
  ['organization', 'installation'],
  ['everywhere', 'installation'],
  ['development', 'dev'],
] as const);

/** `repository`, `installation`, `dev`, or `path:` with a pattern. */
export function readScope(text: string): Reading<CommandScope> {
  const plain = text.toLowerCase();
  const kind = SCOPE_WORDS.find((word) => word === plain);
  if (kind !== undefined) return { value: { kind } };
  if (plain.startsWith('path:')) return readPath(text.slice('path:'.length));
  const problem = { expected: EXPECTED, found: text === '' ? 'nothing' : text };
  if (/[/*]/.test(text)) return { value: readPath(text).value, problem };
  const meant = SAME.get(plain as never) ?? nearestKey(plain, SCOPE_WORDS);
  return { value: { kind: SCOPE_WORDS.find((word) => word === meant) ?? 'repository' }, problem };
}

function readPath(path: string): Reading<CommandScope> {
  // What holds a double quote could not be written in double quotes.
  if (suppressionPath.safeParse(path).success && !path.includes('"') && path.trim() === path && !/\p{Cf}/u.test(path)) {
    return { value: { kind: 'path', path } };
  }
  const expected =
    'a gitignore-style pattern of 1 to 500 characters after path:, with at most three **, not starting with ! or #';
  return { value: null, problem: { expected, found: path === '' ? 'nothing' : path } };
}
