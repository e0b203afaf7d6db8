import { EditError } from '../edit-failure.ts';
import type { VersionManifest } from '../npm/lock-tree.ts';
import type { ManifestOf } from '../planned-edges.ts';
import type { ServedRegistry } from './serve-registry.ts';

/** Asks for single versions; what was asked once is kept. Some registries only know the whole document. */
export function manifestReader({ address, troubles }: ServedRegistry): ManifestOf {
  const asked = new Map<string, Promise<VersionManifest>>();
  return (name, version) => {
    const id = `${name}@${version}`;
    const known = asked.get(id) ?? read(name, version);
    asked.set(id, known);
    return known;
  };

  async function read(name: string, version: string): Promise<VersionManifest> {
    const place = `${address}${name.replace('/', '%2f')}`;
    const one = await fetch(`${place}/${encodeURIComponent(version)}`);
    if (one.ok) return (await one.json()) as VersionManifest;
    const all = await fetch(place);
    const document = all.ok ? ((await all.json()) as { versions?: Record<string, VersionManifest> }) : {};
    const manifest = document.versions?.[version];
    if (manifest !== undefined) return manifest;
    const why = troubles[0] === undefined ? 'it is not there' : troubles[0];
    throw new EditError('registry', `${name}@${version} cannot be had from the registry: ${why}.`);
  }
}
