import { type ApiToken, findApiToken, touchApiToken } from '../../db/api-tokens.ts';
import type { ApiContext } from './api-context.ts';
import { hashTokenSecret, isTokenSecret } from './token-secret.ts';

export type TokenCheck = { kind: 'valid'; token: ApiToken } | { kind: 'malformed' | 'unknown' | 'revoked' | 'expired' };

/** Whom does a secret speak for? Notes the token's use. */
export async function checkToken(
  { db, now, log }: Pick<ApiContext, 'db' | 'now' | 'log'>,
  secret: string,
): Promise<TokenCheck> {
  if (!isTokenSecret(secret)) return { kind: 'malformed' };
  const token = await findApiToken(db, hashTokenSecret(secret));
  if (token === undefined) return { kind: 'unknown' };
  if (token.revoked_at !== null) return { kind: 'revoked' };
  const time = now();
  if (token.expires_at !== null && token.expires_at <= time) return { kind: 'expired' };
  try {
    await touchApiToken(db, token, time);
  } catch (err) {
    // A note that could not be written is no reason to refuse an answer.
    log.warn({ err, token: token.id }, 'could not note the use of a token');
  }
  return { kind: 'valid', token };
}
