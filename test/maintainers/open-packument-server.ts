import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a registry does instead of answering as it should. */
export type PackumentFault =
  /** `retryAfter` as the header says it: seconds, or a date. */
  | { status: number; retryAfter?: string; body?: string }
  /** The connection ends in the middle of the body. */
  | 'cut-off'
  /** Nothing comes, until the server closes. */
  | 'silent';

export interface PackumentRequest {
  /** The package's name, or the path where it is no package's document. */
  name: string;
  status: number;
  headers: IncomingMessage['headers'];
  /** Head and body, as they went over the wire. */
  bytes: number;
}

/** A registry of whole package documents that speaks ETag: what it holds, and what goes wrong, can change while tests run. */
export interface PackumentServer extends AsyncDisposable {
  url: string;
  /** Holds this document from now on. Text is sent as it is; a function is called for each answer, and needs its ETag. */
  publish(name: string, document: object | string): void;
  publish(name: string, document: () => string, etag: string): void;
  remove(name: string): void;
  /** Answers at another path (`/-/npm/v1/…`) with this, as JSON; undefined takes it back. */
  put(path: string, answer: unknown): void;
  /** The next answers about a package (`*`: about any) go wrong so, for ever where no count is given; null: no more. */
  fail(name: string, fault: PackumentFault | null, times?: number): void;
  /** Whether documents have an ETag; they do. */
  etags(given: boolean): void;
  /** Keeps answers about a package back; `reached` settles when it is asked for. */
  hold(name: string): { reached: Promise<void>; release: () => void };
  /** Every request that was answered, in order. */
  readonly requests: PackumentRequest[];
  /** Forgets the requests so far, and gives them. */
  taken(): PackumentRequest[];
}

interface Held {
  text: () => string;
  etag: string;
}

export async function openPackumentServer(): Promise<PackumentServer> {
  const documents = new Map<string, Held>();
  const answers = new Map<string, unknown>();
  const faults = new Map<string, { fault: PackumentFault; left: number }>();
  const holds = new Map<string, { reach: () => void; released: Promise<void> }>();
  let requests: PackumentRequest[] = [];
  let withEtags = true;

  const server = createServer(async (request, response) => {
    const name = decodeURIComponent((request.url ?? '').split('?')[0]!).slice(1);
    const { socket, headers } = request;
    const before = socket.bytesWritten;
    response.once('close', () =>
      requests.push({ name, status: response.statusCode, headers, bytes: socket.bytesWritten - before }),
    );
    const held = holds.get(name);
    held?.reach();
    await held?.released;
    const fault = nextFault(name) ?? nextFault('*');
    if (fault === 'silent') return;
    if (fault === undefined || fault === 'cut-off') answer(name, request, response, fault === 'cut-off');
    else {
      const { status, retryAfter, body = '{"error":"as the test wants it"}' } = fault;
      response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function answer(name: string, request: IncomingMessage, response: ServerResponse, cutOff: boolean): void {
    const document = documents.get(name);
    const other = answers.get(`/${name}`);
    if (document === undefined) {
      const status = other === undefined ? 404 : 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(other ?? { error: 'Not found' }));
      return;
    }
    const etag = withEtags ? { etag: document.etag } : {};
    if (withEtags && !cutOff && request.headers['if-none-match'] === document.etag) {
      response.writeHead(304, etag).end();
      return;
    }
    const body = Buffer.from(document.text());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, ...etag });
    if (cutOff) response.write(body.subarray(0, body.length / 2), () => response.destroy());
    else response.end(body);
  }

  function nextFault(name: string): PackumentFault | undefined {
    const found = faults.get(name);
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) faults.delete(name);
    return found.fault;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    get requests() {
      return requests;
    },
    publish(name: string, document: object | string | (() => string), etag?: string) {
      if (typeof document === 'function') documents.set(name, { text: document as () => string, etag: etag! });
      else {
        const text = typeof document === 'string' ? document : JSON.stringify(document);
        documents.set(name, { text: () => text, etag: `"${createHash('sha256').update(text).digest('hex')}"` });
      }
    },
    remove: (name) => void documents.delete(name),
    put: (path, given) => void (given === undefined ? answers.delete(path) : answers.set(path, given)),
    fail(name, fault, times = Number.POSITIVE_INFINITY) {
      if (fault === null) faults.delete(name);
      else faults.set(name, { fault, left: times });
    },
    etags: (given) => {
      withEtags = given;
    },
    hold(name) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      holds.set(name, { reach: reached.resolve, released: released.promise });
      return {
        reached: reached.promise,
        release: () => {
          holds.delete(name);
          released.resolve();
        },
      };
    },
    taken() {
      const all = requests;
      requests = [];
      return all;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
