import type { MiddlewareHandler } from 'hono';
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
    const header = c.req.header('authorization');
    if (header === undefined) throw unauthorized('none', 'Bearer realm="lockkeeper"');
    const secret = /^Bearer +(\S{1,200})$/i.exec(header)?.[1];
    if (secret === undefined) throw unauthorized('another kind of authorization', invalidToken);
    const check = await checkToken(context, secret);
    if (check.kind !== 'valid') throw unauthorized(FOUND[check.kind], invalidToken);
    const { scopes } = check.token;
    if (![scope, ...others].some((each) => scopes.includes(each))) throw lacksScope(scopes, scope);
    c.set('token', check.token);
    await next();
  };
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
