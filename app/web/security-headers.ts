import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { STYLE } from './style.ts';

/** Pages load nothing and run nothing: their one style sheet is inline, and known by its hash. */
export function securityHeaders(style = STYLE): MiddlewareHandler {
  const hash = createHash('sha256').update(style).digest('base64');
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [`'sha256-${hash}'`],
      imgSrc: ['data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // Not `no-referrer`: browsers would then send our own forms with the origin `null`, which the check against forgery refuses.
    referrerPolicy: 'same-origin',
    // Without `includeSubDomains`: whether our neighbours speak TLS is not ours to decide.
    strictTransportSecurity: 'max-age=15552000',
    permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
  });
}
