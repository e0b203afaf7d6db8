import type { RequestListener } from 'node:http';

/** GitHub sends no webhook above 25 MB (https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap). */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** Stands in front of a server and refuses bodies that are too long, or that do not say how long they are, unread. */
export function limitBodies(next: RequestListener): RequestListener {
  return (request, response) => {
    const { method, headers } = request;
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return next(request, response);
    const length = headers['content-length'];
    const hasBody = headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
    if (!hasBody && method === 'DELETE') return next(request, response);
    if (length === undefined) return refuse(411, 'expected a content-length header, found none');
    if (Number(length) > MAX_BODY_BYTES) {
      return refuse(413, `expected at most ${MAX_BODY_BYTES} bytes, found a content-length of ${length}`);
    }
    return next(request, response);

    function refuse(status: number, error: string): void {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ error }));
    }
  };
}
