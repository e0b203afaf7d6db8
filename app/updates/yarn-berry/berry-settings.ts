import { parse } from 'yaml';
import { EditError } from '../edit-failure.ts';
import { isObject, type ManifestObject } from '../manifests/scratch-manifest.ts';

/** Settings that change what is locked. Left out above all: `yarnPath`, `plugins`, `npmRegistryServer`, every folder and every hook. */
const KEPT = [
  'catalog',
  'catalogs',
  'packageExtensions',
  'compressionLevel',
  'checksumBehavior',
  'cacheMigrationMode',
  'defaultProtocol',
  'enableTransparentWorkspaces',
  'supportedArchitectures',
  'npmMinimalAgeGate',
  'npmPreapprovedPackages',
] as const;

/** The project's .yarnrc.yml, cut down to what shapes its lockfile. */
export function berrySettings(files: ReadonlyMap<string, string>): ManifestObject {
  const settings = readYarnrc(files.get('.yarnrc.yml') ?? '');
  return Object.fromEntries(KEPT.flatMap((key) => (Object.hasOwn(settings, key) ? [[key, settings[key]]] : [])));
}

/** All of it, as read: nothing in it may be used before it is chosen by name. */
export function readYarnrc(text: string): ManifestObject {
  let settings: unknown;
  try {
    settings = parse(text, { maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw new EditError(
      'input',
      `.yarnrc.yml: expected YAML, found ${(error as Error).message.split('\n')[0]} Correct the file.`,
    );
  }
  if (isObject(settings)) return settings;
  throw new EditError('input', '.yarnrc.yml: expected a map. Correct the file.');
}
