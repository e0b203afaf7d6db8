import { parse } from 'yaml';
import { EditError } from '../edit-failure.ts';
import { isObject, type ManifestObject } from '../manifests/scratch-manifest.ts';
import { readNpmrc } from '../registry/read-npmrc.ts';

/**
 * Settings that change what is locked; nothing else reaches pnpm. Left out above all: `pnpmfile`, `configDependencies`,
 * `scriptShell`, `nodeOptions`, `useNodeVersion`, and every folder.
 */
const KEPT = [
  'packages',
  'catalog',
  'catalogs',
  'overrides',
  'packageExtensions',
  'peerDependencyRules',
  'allowedDeprecatedVersions',
  'ignoredOptionalDependencies',
  'patchedDependencies',
  'supportedArchitectures',
  'autoInstallPeers',
  'excludeLinksFromLockfile',
  'dedupePeerDependents',
  'dedupeDirectDeps',
  'dedupeInjectedDeps',
  'injectWorkspacePackages',
  'linkWorkspacePackages',
  'preferWorkspacePackages',
  'saveWorkspaceProtocol',
  'sharedWorkspaceLockfile',
  'resolutionMode',
  'resolvePeersFromWorkspaceRoot',
  'strictPeerDependencies',
  'peersSuffixMaxLength',
  'lockfileIncludeTarballUrl',
  'registrySupportsTimeField',
  'minimumReleaseAge',
  'minimumReleaseAgeExclude',
  'minimumReleaseAgeStrict',
  'blockExoticSubdeps',
  'trustPolicy',
  'trustPolicyExclude',
  'catalogMode',
  'cleanupUnusedCatalogs',
] as const;

export interface PnpmSettings {
  /** pnpm-workspace.yaml as pnpm gets to see it; undefined where the project has none. */
  workspace?: ManifestObject;
  /** Lines for the scratch folder's .npmrc. */
  npmrc: string[];
}

/** The project's own settings, cut down to what shapes its lockfile. */
export function pnpmSettings(files: ReadonlyMap<string, string>): PnpmSettings {
  const text = files.get('pnpm-workspace.yaml');
  const read = text === undefined ? undefined : readWorkspace(text);
  const workspace =
    read && Object.fromEntries(KEPT.flatMap((key) => (Object.hasOwn(read, key) ? [[key, read[key]]] : [])));
  const words = new Set(KEPT.map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)));
  const npmrc = [...readNpmrc(files.get('.npmrc') ?? '')].flatMap(([key, value]) =>
    words.has(key) && /^[\w.,*@/ -]{0,200}$/.test(value) ? [`${key}=${value}`] : [],
  );
  return { workspace, npmrc };
}

/** All of it, as read: nothing in it may be used before it is chosen by name. */
export function readWorkspace(text: string): ManifestObject {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw new EditError(
      'input',
      `pnpm-workspace.yaml: expected YAML, found ${(error as Error).message.split('\n')[0]} Correct the file.`,
    );
  }
  if (isObject(value)) return value;
  throw new EditError('input', 'pnpm-workspace.yaml: expected a map. Correct the file.');
}
