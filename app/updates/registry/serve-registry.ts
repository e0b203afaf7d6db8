import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import registryFetch from 'npm-registry-fetch';
import { lockfileAddress } from './lockfile-address.ts';
import { type RegistryRoutes, type RegistrySettings, registryOf, signInOptions } from './registry-settings.ts';
import { onlyVisible, type VisibleVersion } from './visible-versions.ts';

export interface ServedRegistry extends AsyncDisposable {
  /** The one registry of the package manager: an address on this machine, ending in `/`. */
  address: string;
  /** Why registries did not answer, in the order in which it happened. */
  troubles: string[];
  /** Which versions of a package the package manager gets to see from now on; left out: all of all. */
  show(visible?: VisibleVersion): void;
  /** The registries' own addresses in place of ours. */
  restore(text: string): string;
}

export interface ServeRegistryOptions {
  routes: RegistryRoutes;
  credentials?: RegistrySettings['credentials'];
  /** The text of the lockfile as it was: its way to write addresses is kept. */
  lockfile: string;
  /** For npm's HTTP cache. */
  cacheFolder: string;
  /** Of one request to a registry. */
  timeoutSeconds: number;
  signal?: AbortSignal;
}

const LARGEST_DOCUMENT = 128 * 1024 * 1024;

/**
 * Stands between package managers and registries: credentials and other addresses never reach the process that reads a
 * repository's files, and it sees exactly the versions that it may choose from. It is also their proxy for everything else, which
 * it refuses.
 */
export async function serveRegistry(options: ServeRegistryOptions): Promise<ServedRegistry> {
  const { routes } = options;
  const secret = randomBytes(16).toString('hex');
  const troubles: string[] = [];
  let visible: VisibleVersion | undefined;
  const server = createServer((request, response) => {
    // Bun waits for seconds on a connection through a proxy that is kept.
    response.shouldKeepAlive = false;
    answer(request, response).catch((error: unknown) => {
      troubles.push((error as Error).message);
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  });
  server.on('connect', ({ url = '' }, socket) => {
    socket.on('error', () => socket.destroy());
    // Yarn asks for a tunnel even to where it is already.
    if (url === new URL(origin).host) {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      server.emit('connection', socket);
      return;
    }
    troubles.push(outside(url));
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}/`;
  const fetchOptions = {
    ...signInOptions(options.credentials),
    cache: options.cacheFolder,
    timeout: options.timeoutSeconds * 1000,
    fetchRetries: 2,
    fetchRetryMintimeout: 500,
    fetchRetryMaxtimeout: 5000,
    signal: options.signal,
  };

  return {
    address: origin,
    troubles,
    show(wanted) {
      visible = wanted;
    },
    restore: (text) =>
      restore(
        restore(text, (address) => address),
        encodeURIComponent,
      ),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request.url ?? '');
    if (path === undefined) return refuse(response);
    if (!path.startsWith(`/${secret}/`) || request.method !== 'GET') return refuse(response);
    const rest = path.slice(secret.length + 2);
    if (rest.startsWith('-/elsewhere/')) {
      const address = Buffer.from(rest.split('/')[2] ?? '', 'base64url').toString();
      return pass(response, address, isTrusted(address));
    }
    const { name, tail } = splitPath(rest);
    if (name === undefined) return refuse(response);
    const registry = registryOf(routes, name);
    if (tail.startsWith('-/')) return pass(response, `${registry}${rest}`, true);
    await sendDocument(response, { name, tail, registry, accept: request.headers.accept ?? 'application/json' });
  }

  /** Asked as a proxy, we get whole addresses; those of others lead out of the fence. */
  function pathOf(url: string): string | undefined {
    if (url.startsWith('/')) return url;
    if (url.startsWith(origin)) return url.slice(origin.length - secret.length - 2);
    troubles.push(outside(URL.canParse(url) ? new URL(url).host : url));
    return undefined;
  }

  async function sendDocument(
    response: ServerResponse,
    { name, tail, registry, accept }: { name: string; tail: string; registry: string; accept: string },
  ): Promise<void> {
    const address = `${registry}${name.replace('/', '%2f')}${tail === '' ? '' : `/${tail}`}`;
    const got = await ask(address, { accept });
    if (got === undefined) return refuse(response);
    let text = await got.text();
    if (text.length > LARGEST_DOCUMENT) throw new Error(`${address} answers with ${text.length} characters.`);
    if (/":\s*"exec:/.test(text)) throw new Error(`${name} is made by running a script (exec:), which is not done`);
    if (tail === '' && visible !== undefined) text = onlyVisible(text, name, visible);
    const type = got.headers.get('content-type') ?? 'application/json';
    response.writeHead(200, { 'content-type': type }).end(rewriteTarballs(text, name, registry));
  }

  async function pass(response: ServerResponse, address: string, allowed: boolean): Promise<void> {
    if (!allowed) {
      troubles.push(outside(URL.canParse(address) ? new URL(address).host : address));
      return refuse(response);
    }
    const got = await ask(address, {});
    if (got === undefined) return refuse(response);
    response.writeHead(200, { 'content-type': got.headers.get('content-type') ?? 'application/octet-stream' });
    got.body.on('error', () => response.destroy()).pipe(response);
  }

  /** The answer, where there is one. */
  async function ask(address: string, headers: object) {
    try {
      return await registryFetch(address, { ...fetchOptions, headers });
    } catch (error) {
      const { statusCode, message, code } = error as { statusCode?: number; message: string; code?: string };
      if (options.signal?.aborted !== true && statusCode !== 404) troubles.push(`${statusCode ?? code}: ${message}`);
      // What happened is in `troubles`, and counts whatever the program makes of it: this answer is not asked for again.
      return undefined;
    }
  }

  /** Archives in another place than registries usually have them are asked for through us too, so that one door is enough. */
  function rewriteTarballs(text: string, name: string, registry: string): string {
    const usual = `${registry}${name}/-/`;
    return text.replace(/"tarball"\s*:\s*("https?:[^"]+")/g, (_, quoted: string) => {
      const address = JSON.parse(quoted) as string;
      const ours = address.startsWith(usual)
        ? `${origin}${name}/-/${address.slice(usual.length)}`
        : `${origin}-/elsewhere/${Buffer.from(address).toString('base64url')}/a.tgz`;
      return `"tarball":"${ours}"`;
    });
  }

  /** In some lockfiles addresses stand inside others, and are written as those want it. */
  function restore(text: string, written: (address: string) => string): string {
    const elsewhere = new RegExp(
      `${quoted(written(`${origin}-/elsewhere/`))}([\\w-]+)${quoted(written('/a.tgz'))}`,
      'g',
    );
    const others = text.replace(elsewhere, (_, encoded: string) =>
      written(Buffer.from(encoded, 'base64url').toString()),
    );
    // The scope tells which registry an address stands for.
    const scoped = [...routes.scopes].reduce(
      (done, [scope, address]) =>
        ['/', '%2f'].reduce(
          (text, slash) => text.replaceAll(written(`${origin}${scope}${slash}`), written(`${address}${scope}${slash}`)),
          done,
        ),
      others,
    );
    return scoped.replaceAll(written(origin), written(lockfileAddress(options.lockfile, routes.default)));
  }

  function isTrusted(address: string): boolean {
    const hosts = [routes.default, ...routes.scopes.values()].map((known) => new URL(known).host);
    return URL.canParse(address) && hosts.includes(new URL(address).host);
  }
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
}

function outside(host: string): string {
  return `something was to be fetched from ${host.slice(0, 200)}, which is no registry of the settings`;
}

/** `@scope%2fname/-/name-1.0.0.tgz` → the name, and what follows it. */
function splitPath(path: string): { name?: string; tail: string } {
  const parts = (path.split('?')[0] ?? '').replace(/%2f/i, '/').replace(/%40/g, '@').split('/');
  const name = parts[0]?.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  if (name === undefined || !/^(@[\w.~-]+\/)?[\w.~-]+$/.test(name) || name.startsWith('.') || name === '-')
    return { tail: '' };
  return { name, tail: parts.slice(name.startsWith('@') ? 2 : 1).join('/') };
}
