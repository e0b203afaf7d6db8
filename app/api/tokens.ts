import { type ApiToken, insertApiToken, listApiTokens, revokeApiToken } from '../../db/api-tokens.ts';
import type { Db } from '../../db/open-database.ts';
import { ApiError } from './api-error.ts';
import { isTokenScope, TOKEN_SCOPES, type TokenScope } from './token-scopes.ts';
import { hashTokenSecret, makeTokenSecret } from './token-secret.ts';

export interface TokenRequest {
  /** GitHub's installation id: all that the token will ever see. */
  installationId: number;
  /** For people: what it is used by. */
  name: string;
  scopes: readonly string[];
  /** Null: until it is revoked. */
  expiresAt: Date | null;
  now: Date;
}

/**
 * Makes a token. Its secret is given out here and nowhere again: only a hash of it is kept.
 * @throws {ApiError} where the request cannot be met.
 */
export async function createToken(db: Db, request: TokenRequest): Promise<{ secret: string; token: ApiToken }> {
  const { installationId, expiresAt, now } = request;
  const name = checkedName(request.name);
  const scopes = checkedScopes(request.scopes);
  if (expiresAt !== null && !(expiresAt > now)) {
    throw new ApiError(
      'token-expiry',
      `expected an expiry after ${now.toISOString()}, found ${shownDate(expiresAt)}. Give a later one, or none.`,
    );
  }
  const secret = makeTokenSecret();
  const known = Number.isSafeInteger(installationId);
  const token = known
    ? await insertApiToken(db, { installationId, name, hash: hashTokenSecret(secret), scopes, expiresAt, now })
    : undefined;
  if (token === undefined) {
    throw new ApiError(
      'unknown-installation',
      `expected the id of an installation that Lockkeeper knows, found ${installationId}. Install the App first; the id is the number at the end of the address of the installation's settings on GitHub.`,
    );
  }
  return { secret, token };
}

/** The newest first, of one installation or of all. */
export function listTokens(db: Db, installationId?: number): Promise<ApiToken[]> {
  return listApiTokens(db, installationId);
}

/** @returns false where there is no such token, or it was revoked before. */
export async function revokeToken(db: Db, id: number, now: Date): Promise<boolean> {
  return Number.isInteger(id) && id > 0 && id <= 0x7fffffff ? revokeApiToken(db, id, now) : false;
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0 && trimmed.length <= 100 && !/\p{Cc}/u.test(trimmed)) return trimmed;
  throw new ApiError(
    'token-name',
    `expected a name of 1 to 100 characters on one line, found ${trimmed.length} characters. Name what will use the token.`,
  );
}

function checkedScopes(scopes: readonly string[]): TokenScope[] {
  const distinct = [...new Set(scopes)];
  if (distinct.length > 0 && distinct.every(isTokenScope)) return distinct;
  const wrong = distinct.filter((scope) => !isTokenScope(scope)).map((scope) => JSON.stringify(scope.slice(0, 80)));
  const all = Object.keys(TOKEN_SCOPES).join(', ');
  throw new ApiError(
    'token-scopes',
    `expected one or more of ${all}, found ${wrong.length > 0 ? wrong.join(', ') : 'none'}. Name what the token may read.`,
  );
}

function shownDate(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString();
}
