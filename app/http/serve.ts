import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type Probot, Server } from 'probot';
import { warningsOnly } from '../log/warnings-only.ts';
import type { Handler } from './handler.ts';
import { limitBodies } from './limit-bodies.ts';

export interface Served extends AsyncDisposable {
  /** `http://host:port`, without a slash at its end. */
  url: string;
}

export interface ServeOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  log: Logger;
  handlers: readonly Handler[];
}

export const WEBHOOK_PATH = '/api/github/webhooks';

/** Probot's server, which takes webhooks, with our handlers after its own. */
export async function serveProbot(
  options: ServeOptions & { probot: typeof Probot; load: (probot: Probot) => void; webhookProxy?: string },
): Promise<Served> {
  const { host, port, log, handlers, probot, load, webhookProxy } = options;
  const server = new Server({
    host,
    // Probot takes the number 0 for "not given".
    port: (port === 0 ? '0' : port) as number,
    // Probot tells of every request; who wants to know all that asks for debug.
    log: log.isLevelEnabled('debug') ? log : warningsOnly(log),
    Probot: probot,
    webhookPath: WEBHOOK_PATH,
    webhookProxy,
  });
  await server.load((loaded, { addHandler }) => {
    load(loaded);
    for (const handler of handlers) addHandler?.(handler);
  });
  const http = (await server.start()) as unknown as HttpServer;
  putInFront(http);
  return served(http, host, () => server.stop());
}

/** A server for the handlers alone, for processes that take no webhooks. */
export async function serveHandlers({ host, port, log, handlers }: ServeOptions): Promise<Served> {
  const http = createServer(async (request, response) => {
    try {
      for (const handler of handlers) if (await handler(request, response)) return;
      response.writeHead(404).end();
    } catch (error) {
      log.error({ err: error, url: request.url }, 'a request could not be answered');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  });
  putInFront(http);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  return served(http, host, () => new Promise<void>((resolve) => http.close(() => resolve())));
}

function putInFront(http: HttpServer): void {
  const listeners = http.listeners('request') as RequestListener[];
  http.removeAllListeners('request');
  const inner: RequestListener = (request, response) => {
    // Apps made on Probot's set-up page send their webhooks to the root.
    if (request.method === 'POST' && request.url === '/') request.url = WEBHOOK_PATH;
    for (const listener of listeners) listener(request, response);
  };
  http.on('request', limitBodies(inner));
  http.headersTimeout = 15_000;
  http.requestTimeout = 60_000;
}

function served(http: HttpServer, host: string, stop: () => Promise<void>): Served {
  const { port, family, address } = http.address() as AddressInfo;
  const name = host === 'localhost' ? host : family === 'IPv6' ? `[${address}]` : address;
  return {
    url: `http://${name}:${port}`,
    [Symbol.asyncDispose]: async () => {
      const stopped = stop();
      http.closeIdleConnections();
      // Requests under way are answered; who holds a connection open does not hold us up.
      const timer = setTimeout(() => http.closeAllConnections(), 3000);
      await stopped;
      clearTimeout(timer);
    },
  };
}
