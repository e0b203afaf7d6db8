import type { PackumentServer } from '../../test/maintainers/open-packument-server.ts';
import { syntheticPackument } from './synthetic-packuments.ts';

const VERSIONS = 20;
/** Documents are alike but for the name: they are put together when they are asked for, and take no memory before. */
const NAME = 'made-0';
const texts = new Map<number, string[]>();

/** Has a registry hold the package `made-<index>` with 20 versions and `more`. */
export function publishMade(server: PackumentServer, index: number, more: number): void {
  const name = `made-${index}`;
  const pieces = texts.get(more) ?? JSON.stringify(syntheticPackument(0, VERSIONS + more)).split(NAME);
  texts.set(more, pieces);
  server.publish(name, () => pieces.join(name), `"${index}-${more}"`);
}
