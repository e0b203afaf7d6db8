import type { MiddlewareHandler } from 'hono';
import type { ApiContext, ApiEnv } from './api-context.ts';
import { Problem } from './problem.ts';

/**
 * Answers 503 where an alert could not be stored, whatever the reason: those who send them send again what was answered so, and nothing else.
 * Stands before all that asks the database.
 */
export function retryLater({ log }: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    if (c.error === undefined || c.error instanceof Problem) return;
    log.error({ err: c.error, path: c.req.path }, 'alerts from outside could not be stored');
    c.res = new Problem('unavailable', {
      expected: 'the alerts to be stored',
      found: 'a fault in Lockkeeper, or no database',
      cure: 'Send them again; if it stays, look for the error in the log of the service.',
      headers: { 'Retry-After': '10' },
    }).toResponse(c.req.path);
  };
}
