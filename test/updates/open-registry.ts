import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Published {
  dependencies?: Record<string, string>;
  /** ISO 8601; long ago where it is left out. */
  publishedAt?: string;
  deprecated?: string;
  /** Name of the account that published it; the registry does not say it where it is left out. */
  publisher?: string;
  /** Fields of the version's manifest beside these. */
  fields?: Record<string, unknown>;
}

/** A registry of our own: what it holds can change while tests run. */
export interface TestRegistry extends AsyncDisposable {
  url: string;
  publish(name: string, version: string, published?: Published): void;
  unpublish(name: string, version: string): void;
  /** Who may publish it from now on: names of accounts. */
  maintain(name: string, people: readonly string[]): void;
  /** Answers nothing but errors from now on, or answers again. */
  down(isDown: boolean): void;
  /** Names of the packages that were asked for. */
  readonly asked: string[];
}

const LONG_AGO = '2020-01-01T00:00:00.000Z';

export async function openTestRegistry(): Promise<TestRegistry> {
  const packages = new Map<string, Map<string, Published>>();
  const maintainers = new Map<string, { name: string; email: string }[]>();
  const asked: string[] = [];
  let isDown = false;
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]!).slice(1);
    const answer = isDown ? undefined : find(path);
    const status = isDown ? 503 : answer === undefined ? 404 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? { error: 'none' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  function find(path: string): unknown {
    const [, name = path, version] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    asked.push(name);
    const versions = packages.get(name);
    if (versions === undefined) return undefined;
    if (version !== undefined) {
      const published = versions.get(version);
      return published === undefined ? undefined : manifest(name, version, published);
    }
    const known = [...versions.keys()];
    return {
      name,
      'dist-tags': { latest: known.at(-1) },
      maintainers: maintainers.get(name),
      versions: Object.fromEntries([...versions].map(([each, published]) => [each, manifest(name, each, published)])),
      time: Object.fromEntries([...versions].map(([each, { publishedAt = LONG_AGO }]) => [each, publishedAt])),
    };
  }

  function manifest(name: string, version: string, { dependencies, deprecated, publisher, fields }: Published) {
    const tarball = `${url}${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`;
    const integrity = `sha512-${createHash('sha512').update(`${name}@${version}`).digest('base64')}`;
    const _npmUser = publisher === undefined ? undefined : person(publisher);
    return { name, version, dependencies, deprecated, _npmUser, dist: { tarball, integrity }, ...fields };
  }

  return {
    url,
    asked,
    publish(name, version, published = {}) {
      const versions = packages.get(name) ?? new Map();
      packages.set(name, versions.set(version, published));
    },
    unpublish: (name, version) => packages.get(name)?.delete(version),
    maintain: (name, people) => void maintainers.set(name, people.map(person)),
    down: (wanted) => {
      isDown = wanted;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function person(name: string): { name: string; email: string } {
  return { name, email: `${name}@example.org` };
}
