import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiEnv } from './api-context.ts';
import { Problem } from './problem.ts';

const MOST = 16 * 1024;

/** Lets a request pass that carries a JSON object; what is in it is the route's schema to judge. */
export function jsonBody(most = MOST): MiddlewareHandler<ApiEnv>[] {
  return [jsonOnly, bodyLimit({ maxSize: most, onError: () => refuse(most) }), readable];
}

const jsonOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const type = c.req.header('content-type');
  if (type !== undefined && /^application\/json\s*(;|$)/i.test(type)) return next();
  throw new Problem('unsupported-media-type', {
    expected: 'a header "Content-Type: application/json"',
    found: type === undefined ? 'none' : JSON.stringify(type.slice(0, 80)),
    cure: 'Send the body as JSON and say so.',
    headers: { Accept: 'application/json' },
  });
};

function refuse(most: number): never {
  throw new Problem('too-large', {
    expected: `a body of at most ${most} bytes`,
    found: 'a longer one',
    cure: 'Send what the route takes, and no more.',
  });
}

const readable: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return next();
  throw new Problem('invalid-parameter', {
    expected: 'a JSON object as the body',
    found: body === undefined ? 'a text that is no JSON' : 'another value',
    cure: 'Correct the body. /api/docs says what the route takes.',
    parameters: [{ name: 'body', expected: 'a JSON object', found: 'something else' }],
  });
};
