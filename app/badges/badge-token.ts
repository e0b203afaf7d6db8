import { createHash, randomBytes } from 'node:crypto';

/** What is in a badge's address: 256 random bits, so that nobody finds one who was not given it. */
export function makeBadgeToken(): string {
  return `lkb_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256, hex: what is stored in its place. */
export function hashBadgeToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function isBadgeToken(text: string): boolean {
  return /^lkb_[A-Za-z0-9_-]{43}$/.test(text);
}
