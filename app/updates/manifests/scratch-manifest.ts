import { EditError } from '../edit-failure.ts';

export type ManifestObject = Record<string, unknown>;

/** What shapes a lockfile. Left out above all: scripts, `packageManager`, `devEngines`, and settings that name files or programs. */
const KEPT = [
  'name',
  'version',
  'private',
  'workspaces',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'dependenciesMeta',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'catalog',
  'catalogs',
  'trustedDependencies',
  'patchedDependencies',
  'bin',
  'engines',
  'os',
  'cpu',
  'libc',
  'publishConfig',
  'installConfig',
  'pnpm',
] as const;

/** Keys of `pnpm` in package.json that change what is locked. */
const KEPT_PNPM = new Set([
  'overrides',
  'packageExtensions',
  'peerDependencyRules',
  'allowedDeprecatedVersions',
  'ignoredOptionalDependencies',
  'patchedDependencies',
  'supportedArchitectures',
  'allowNonAppliedPatches',
  'allowUnusedPatches',
]);

/** A package.json as a package manager gets to see it in a scratch folder: only what a lockfile is made from. */
export function scratchManifest(file: string, text: string): ManifestObject {
  const manifest = readObject(file, text);
  const kept = Object.fromEntries(KEPT.flatMap((key) => (Object.hasOwn(manifest, key) ? [[key, manifest[key]]] : [])));
  if (isObject(kept['pnpm'])) {
    kept['pnpm'] = Object.fromEntries(Object.entries(kept['pnpm']).filter(([key]) => KEPT_PNPM.has(key)));
  }
  return kept;
}

function readObject(file: string, text: string): ManifestObject {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new EditError(
      'input',
      `${file}: expected JSON, found something else (${(error as Error).message.slice(0, 200)}). Correct the file.`,
    );
  }
  if (isObject(value)) return value;
  throw new EditError('input', `${file}: expected a JSON object. Correct the file.`);
}

export function isObject(value: unknown): value is ManifestObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
