import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface LocalServer {
  url: string;
  /** `GET /path` of every request, in order. */
  requests: string[];
  /** The largest number of requests that were being answered at one time. */
  mostAtOnce: () => number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real server on this machine, for tests of what speaks HTTP. */
export async function startServer(handler: Handler): Promise<LocalServer> {
  const requests: string[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    mostAtOnce: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sendJson(response: ServerResponse, json: unknown): void {
  const text = JSON.stringify(json);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Says how long the answer is, sends its first half, and hangs up. */
export function sendCutOff(
  response: ServerResponse,
  content: string | Buffer,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(content);
  response.writeHead(200, { ...headers, 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => setTimeout(() => response.destroy(), 20));
}
