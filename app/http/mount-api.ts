import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Api, isUnmatched } from '../api/index.ts';
import type { Handler } from './handler.ts';

/** API and pages as a handler of Probot's server. What they do not know is left to others. */
export function mountApi(api: Api): Handler {
  const unknown = new WeakSet<object>();
  const listener = getRequestListener(async (request, env) => {
    const response = await api.fetch(request, env);
    if (!isUnmatched(response)) return response;
    unknown.add(env.incoming);
    return RESPONSE_ALREADY_SENT;
  });
  return async (request, response) => {
    await listener(request, response);
    return !unknown.has(request);
  };
}
