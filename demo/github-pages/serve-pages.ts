import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createPages, type PagesOptions } from './create-pages.ts';

export interface ServedPages extends AsyncDisposable {
  /** Without a slash at its end. */
  url: string;
}

/** The pages at a free port of this machine. */
export async function servePages(options: PagesOptions): Promise<ServedPages> {
  const server = serve({ fetch: createPages(options).fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
