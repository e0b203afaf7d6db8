import type { Context } from 'hono';
import type { ApiEnv } from './api-context.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';
import { problemShape } from './shapes/problem.ts';
import type { TokenScope } from './token-scopes.ts';

/** The `security` of a route that wants a scope, or one of several. */
export function security(...scopes: TokenScope[]) {
  return scopes.map((scope) => ({ token: [scope] }));
}

/** The error answers that a route documents. Every route with a token has 401, 403 and 500. */
export function problemResponses(...codes: ProblemCode[]) {
  const all: ProblemCode[] = [...codes, 'unauthorized', 'insufficient-scope', 'internal'];
  return Object.fromEntries(
    all.map((code) => {
      const { status, title } = PROBLEMS[code];
      return [status, { description: title, content: { 'application/problem+json': { schema: problemShape } } }];
    }),
  );
}

export const linkHeader = {
  Link: {
    description: 'RFC 8288: the address of the next page as `rel="next"`, where there is one.',
    schema: { type: 'string' as const },
  },
};

/** Sets the Link header of a page, relative: only the reader knows under which name it reached us. */
export function linkNext(c: Context<ApiEnv>, next: string | null): void {
  if (next === null) return;
  const url = new URL(c.req.url);
  url.searchParams.set('cursor', next);
  c.header('Link', `<${url.pathname}${url.search}>; rel="next"`);
}
