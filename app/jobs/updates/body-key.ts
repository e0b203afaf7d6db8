import { createHash } from 'node:crypto';

/** Of what was written last: the same is not written again. */
export function bodyKey(title: string, body: string): string {
  return createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('hex');
}
