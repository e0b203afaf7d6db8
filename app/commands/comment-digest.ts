import { createHash } from 'node:crypto';

/** What a comment says, in short: tells whether it still says the same. */
export function commentDigest(body: string | null | undefined): string {
  return createHash('sha256')
    .update(body ?? '')
    .digest('hex');
}
