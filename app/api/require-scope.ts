import type { MiddlewareHandler } from 'hono';
import type { ApiToken } from '../../db/api-tokens.ts';
import type { ApiContext, ApiEnv } from './api-context.ts';
import { checkToken, type TokenCheck } from './check-token.ts';
import { Problem } from './problem.ts';
import type { TokenScope } from './token-scopes.ts';

/**
 * Lets a request pass whose bearer token carries a scope, or one of those that will do for some requests. Runs before parameters are
 * read.
 */
export function requireScope(
  context: ApiContext,
  scope: TokenScope,
  ...others: TokenScope[]
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('token', await tokenOf(context, c.req.header('authorization'), bearer, [scope, ...others]));
    await next();
  };
}

/** The same for programs that may only know of user and password: the token is the password of basic authorization, whoever the user is. */
export function requireScopeOrPassword(context: ApiContext, scope: TokenScope): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const secretOf = (header: string) => bearer(header) ?? password(header);
    c.set('token', await tokenOf(context, c.req.header('authorization'), secretOf, [scope]));
    await next();
  };
}

async function tokenOf(
  context: ApiContext,
  header: string | undefined,
  secretOf: (header: string) => string | undefined,
  wanted: readonly [TokenScope, ...TokenScope[]],
): Promise<ApiToken> {
  if (header === undefined) throw unauthorized('none', 'Bearer realm="lockkeeper"');
  const secret = secretOf(header);
  if (secret === undefined) throw unauthorized('another kind of authorization', invalidToken);
  const check = await checkToken(context, secret);
  if (check.kind !== 'valid') throw unauthorized(FOUND[check.kind], invalidToken);
  const { scopes } = check.token;
  if (!wanted.some((each) => scopes.includes(each))) throw lacksScope(scopes, wanted[0]);
  return check.token;
}

function bearer(header: string): string | undefined {
  return /^Bearer +(\S{1,200})$/i.exec(header)?.[1];
}

function password(header: string): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]{1,400})$/i.exec(header)?.[1];
  return encoded === undefined ? undefined : /^[^:]*:(\S+)$/.exec(Buffer.from(encoded, 'base64').toString())?.[1];
}

const invalidToken = 'Bearer realm="lockkeeper", error="invalid_token"';

const FOUND: Record<Exclude<TokenCheck['kind'], 'valid'>, string> = {
  malformed: 'a text that is no Lockkeeper token',
  unknown: 'a token that Lockkeeper does not know',
  revoked: 'a token that was revoked',
  expired: 'a token that has expired',
};

function unauthorized(found: string, challenge: string): Problem {
  return new Problem('unauthorized', {
    expected: 'a header "Authorization: Bearer lk_…" with a valid token',
    found,
    cure: 'Make a token with "lockkeeper token create" and send it.',
    headers: { 'WWW-Authenticate': challenge },
  });
}

export function lacksScope(scopes: string[], scope: TokenScope): Problem {
  return new Problem('insufficient-scope', {
    expected: `a token with the scope ${scope}`,
    found: `a token with ${scopes.join(', ')}`,
    cure: `Make a token with "lockkeeper token create --scope ${scope}" and send that.`,
    headers: { 'WWW-Authenticate': `Bearer realm="lockkeeper", error="insufficient_scope", scope="${scope}"` },
  });
}
