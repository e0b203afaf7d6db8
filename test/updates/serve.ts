import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Served {
  url: string;
  /** `path body` of each request. */
  asked: string[];
}

/** Answers in JSON until the test ends; `undefined` is a 404. */
export async function serve(answer: (path: string, body: string) => unknown): Promise<Served> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    const path = decodeURIComponent(request.url ?? '');
    asked.push(`${path} ${body}`.trim());
    const answered = answer(path, body);
    response.writeHead(answered === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answered ?? { error: 'not found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A registry that holds these packages: versions, and what each asks for. */
export function serveRegistry(packages: Record<string, Record<string, Record<string, string>>>): Promise<Served> {
  return serve((path) => {
    const name = path.slice(1);
    const versions = packages[name];
    if (versions === undefined) return undefined;
    const known = Object.keys(versions);
    return {
      name,
      'dist-tags': { latest: known.at(-1) },
      versions: Object.fromEntries(
        known.map((version) => [
          version,
          { name, version, dependencies: versions[version], dist: { integrity: `sha512-${name}${version}` } },
        ]),
      ),
      time: Object.fromEntries(known.map((version) => [version, '2020-01-01T00:00:00.000Z'])),
    };
  });
}
