import { createHash, randomBytes } from 'node:crypto';

/** `lk_` lets secret scanners recognise it; 256 random bits make guessing, and so a slow hash, pointless. */
export function makeTokenSecret(): string {
  return `lk_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256, hex: what is stored in the secret's place. */
export function hashTokenSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function isTokenSecret(text: string): boolean {
  return /^lk_[A-Za-z0-9_-]{43}$/.test(text);
}
