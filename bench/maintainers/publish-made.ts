import type { PackumentServer } from '../../test/maintainers/open-packument-server.ts';
import { syntheticPackument } from './synthetic-packuments.ts';

const VERSIONS = 20;
/** Of every hundred one is made, and the others are like it but for the name: put together when they are asked for, they take no memory. */
const KINDS = 100;
const texts = new Map<string, string[]>();

/** Has a registry hold the package `made-<index>` with 20 versions and `more`. */
export function publishMade(server: PackumentServer, index: number, more: number): void {
  const name = `made-${index}`;
  const kind = index % KINDS;
  const key = `${kind} ${more}`;
  const pieces = texts.get(key) ?? JSON.stringify(syntheticPackument(kind, VERSIONS + more)).split(`made-${kind}`);
  texts.set(key, pieces);
  server.publish(name, () => pieces.join(name), `"${index}-${more}"`);
}
