import type { Handler } from '../http/handler.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { Readiness } from './readiness.ts';

/** `/healthz`: the process answers. `/readyz`: it can do its work, or what is missing. `/metrics`: Prometheus. */
export function healthHandler({
  metrics,
  readiness,
}: {
  metrics: Metrics;
  readiness: () => Promise<Readiness>;
}): Handler {
  const routes: Record<string, () => Promise<{ status: number; type: string; body: string }>> = {
    '/healthz': async () => ({ status: 200, type: 'application/json', body: '{"ok":true}' }),
    '/readyz': async () => {
      const state = await readiness();
      return { status: state.ready ? 200 : 503, type: 'application/json', body: JSON.stringify(state) };
    },
    '/metrics': async () => ({
      status: 200,
      type: metrics.registry.contentType,
      body: await metrics.registry.metrics(),
    }),
  };
  return async (request, response) => {
    const route = Object.entries(routes).find(([path]) => path === request.url?.split('?')[0])?.[1];
    if (route === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const { status, type, body } = await route();
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}
