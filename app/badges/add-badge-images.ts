import { etag } from 'hono/etag';
import type { Api } from '../api/api-context.ts';
import { BADGE_SECONDS, type BadgeViews } from './badge-views.ts';
import { drawGate, drawTrust } from './draw-badge.ts';

const IMAGES = { 'trust.svg': drawTrust, 'gate.svg': drawGate } as const;

/** `/badge/{token}/trust.svg` and `/gate.svg`: for whoever has the address, on any page. They hold no script, and could run none. */
export function addBadgeImages(api: Api, views: BadgeViews): void {
  api.use('/badge/*', etag(), async (c, next) => {
    await next();
    c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    if (c.res.status !== 200) c.header('Cache-Control', 'no-store');
  });
  for (const [name, draw] of Object.entries(IMAGES)) {
    api.get(`/badge/:token/${name}`, async (c) => {
      const verdict = await views.look(c.req.param('token') ?? '');
      if (verdict === undefined) return c.text('There is no such badge.\n', 404);
      return c.body(draw(verdict), 200, {
        'Content-Type': 'image/svg+xml; charset=utf-8',
        'Cache-Control': `max-age=${BADGE_SECONDS}`,
      });
    });
  }
  api.all('/badge/*', (c) => c.text('There is no such badge.\n', 404));
}
