import { Hono } from 'hono';
import type { Delivery } from '../deliveries.ts';
import type { GatewayEnv, GatewayParts } from '../gateway.ts';
import type { Schemas } from '../world.ts';

/** The App's webhook deliveries: list by cursor, one with its payload, send again. */
export function hookDeliveryRoutes({ world, deliveries }: GatewayParts): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  routes.get('/app/hook/deliveries', (c) => {
    const size = Math.min(100, Number(c.req.query('per_page') ?? 30));
    const before = Number(c.req.query('cursor') ?? Number.POSITIVE_INFINITY);
    const status = c.req.query('status');
    const wanted = deliveries.attempts.filter(
      (delivery) => delivery.id < before && (status === undefined || (status === 'success') === succeeded(delivery)),
    );
    const listed = wanted.slice(0, size);
    const last = listed.at(-1);
    if (last !== undefined && wanted.length > size) {
      const next = new URL(`${world.url}/app/hook/deliveries`);
      next.search = new URLSearchParams({
        ...c.req.query(),
        per_page: String(size),
        cursor: String(last.id),
      }).toString();
      c.header('link', `<${next}>; rel="next"`);
    }
    return c.json(listed.map(item));
  });
  routes.get('/app/hook/deliveries/:id', (c) => {
    const delivery = deliveries.attempts.find(({ id }) => id === Number(c.req.param('id')));
    return delivery === undefined ? c.json({ message: 'Not Found' }, 404) : c.json(delivery);
  });
  routes.post('/app/hook/deliveries/:id/attempts', (c) => {
    const sent = deliveries.redeliver(Number(c.req.param('id')));
    return sent === undefined ? c.json({ message: 'Not Found' }, 404) : c.json({}, 202);
  });
  return routes;
}

export function succeeded(delivery: Delivery): boolean {
  return delivery.status_code >= 200 && delivery.status_code < 400;
}

function item({ request: _request, response: _response, url: _url, ...rest }: Delivery): Schemas['hook-delivery-item'] {
  return rest;
}
