import { checkText } from './check-text.ts';
import { parseNpm } from './npm.ts';
import type { Lockfile, LockfileInput } from './lockfile.ts';
export function parseLockfile(input: LockfileInput): Lockfile {
  const text = checkText(input.path, input.text);
  return parseNpm({ ...input, text });
}
