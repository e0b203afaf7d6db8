import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ApiToken } from '../../db/api-tokens.ts';
import type { ApiContext } from '../api/api-context.ts';
import { checkToken } from '../api/check-token.ts';

const COOKIE = 'lockkeeper_token';
const TWELVE_HOURS = 12 * 60 * 60;

export type SignIn = { kind: 'signed-in'; token: ApiToken } | { kind: 'refused'; why: string };

/** Does this secret open the pages? */
export async function signIn(context: ApiContext, secret: string): Promise<SignIn> {
  const check = await checkToken(context, secret.trim());
  if (check.kind === 'valid' && check.token.scopes.includes('alerts:read')) {
    return { kind: 'signed-in', token: check.token };
  }
  return { kind: 'refused', why: check.kind === 'valid' ? REFUSED.scope : REFUSED[check.kind] };
}

/** Who is signed in, by the cookie that only this site is sent; undefined: nobody. */
export async function signedIn(c: Context, context: ApiContext): Promise<ApiToken | undefined> {
  const secret = getCookie(c, COOKIE);
  if (secret === undefined) return undefined;
  const result = await signIn(context, secret);
  return result.kind === 'signed-in' ? result.token : undefined;
}

export function keepSignedIn(c: Context, secret: string): void {
  setCookie(c, COOKIE, secret.trim(), { ...attributes(c), maxAge: TWELVE_HOURS });
}

export function signOut(c: Context): void {
  deleteCookie(c, COOKIE, attributes(c));
}

function attributes(c: Context) {
  return { path: '/', httpOnly: true, sameSite: 'Strict', secure: isHttps(c) } as const;
}

/** A proxy that ends TLS says so; whoever lies to us about it only takes the attribute to himself. */
function isHttps(c: Context): boolean {
  const forwarded = c.req.header('x-forwarded-proto')?.split(',')[0]?.trim();
  return (forwarded ?? new URL(c.req.url).protocol.replace(':', '')) === 'https';
}

const REFUSED = {
  malformed: 'That is no Lockkeeper token: one begins with lk_ and is 46 characters long.',
  unknown: 'Lockkeeper does not know this token. Was it made for another installation of the service?',
  revoked: 'This token was revoked. Make another one.',
  expired: 'This token has expired. Make another one.',
  scope: 'This token may not read alerts. Make one with the scope alerts:read.',
} as const;
