import { normalFields } from './normal-fields.ts';

/** A package.json as far as a lockfile repeats it. */
export interface PackageFields {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  [field: string]: unknown;
}

export interface LockEntry extends PackageFields {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  inBundle?: boolean;
  /** Version 1 only. */
  bundled?: boolean;
  requires?: Record<string, string> | boolean;
}

/** One version of a package with what registries say of it, to be put into a lockfile. */
export interface VersionManifest extends PackageFields {
  name: string;
  version: string;
  dist?: { tarball?: string; integrity?: string; shasum?: string };
}

/** An npm lockfile as places (`node_modules/a/node_modules/b`) with what lies there; the same for all its versions. */
export interface LockTree {
  /** Projects by folder, with what their package.json asks for: `''` is the root. */
  projects: ReadonlyMap<string, PackageFields>;
  places: ReadonlyMap<string, LockEntry>;
  put(place: string, entry: LockEntry): void;
  /** Where something was put. */
  touched: ReadonlySet<string>;
  /** What lies at a place as another place can hold it. */
  fromManifest(manifest: VersionManifest, place: string, resolved: boolean): LockEntry;
  text(): unknown;
}

/** What of its text is used. */
export interface LockDocument {
  lockfileVersion?: number;
  packages?: Record<string, LockEntry>;
  dependencies?: Record<string, NestedEntry>;
}

interface NestedEntry extends LockEntry {
  dependencies?: never;
}

/** `manifests` are the project's package.json files by folder, `''` for the root, as they are to be. */
export function openLockTree(document: unknown, manifests: ReadonlyMap<string, PackageFields>): LockTree {
  const lock = document as LockDocument;
  return lock.packages === undefined ? openNested(lock, manifests) : openFlat(lock, manifests);
}

function openFlat(lock: LockDocument, manifests: ReadonlyMap<string, PackageFields>): LockTree {
  const packages = lock.packages!;
  const places = new Map(Object.entries(packages).filter(([place]) => isInstalled(place)));
  const others = Object.entries(packages).filter(([place]) => !isInstalled(place));
  const touched = new Set<string>();
  return {
    // A package.json that lies about without being one of the lockfile's projects asks nothing of it.
    projects: new Map([...rootOf(manifests), ...others]),
    places,
    touched,
    put(place, entry) {
      touched.add(place);
      places.set(place, entry);
      packages[place] = entry;
    },
    fromManifest(manifest, place, resolved) {
      const entry: LockEntry = { version: manifest.version };
      if (nameAt(place) !== manifest.name) entry.name = manifest.name;
      if (resolved && manifest.dist?.tarball !== undefined) entry.resolved = manifest.dist.tarball;
      entry.integrity = integrityOf(manifest);
      Object.assign(entry, normalFields(manifest));
      if (hasInstallScript(manifest)) entry['hasInstallScript'] = true;
      return entry;
    },
    text: () => lock,
  };
}

/** Version 1 nests `dependencies` in `dependencies`, and says what a package needs in `requires`. */
function openNested(lock: LockDocument, manifests: ReadonlyMap<string, PackageFields>): LockTree {
  const places = new Map<string, LockEntry>();
  const nested = new Map<string, Record<string, unknown>>([['', lock as Record<string, unknown>]]);
  const open: { at: string; holder: Record<string, unknown> }[] = [{ at: '', holder: lock as Record<string, unknown> }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [name, raw] of Object.entries((next.holder['dependencies'] ?? {}) as Record<string, LockEntry>)) {
      const place = `${next.at === '' ? '' : `${next.at}/`}node_modules/${name}`;
      nested.set(place, raw);
      places.set(place, flatEntry(raw));
      open.push({ at: place, holder: raw });
    }
  }
  const touched = new Set<string>();
  return {
    projects: new Map(rootOf(manifests)),
    places,
    touched,
    put(place, entry) {
      touched.add(place);
      places.set(place, entry);
      const holder = nested.get(holderOf(place));
      if (holder === undefined) return;
      holder['dependencies'] ??= {};
      const raw: Record<string, unknown> = { version: lockedVersion(entry, place) };
      if (entry.resolved !== undefined) raw['resolved'] = entry.resolved;
      if (entry.integrity !== undefined) raw['integrity'] = entry.integrity;
      const requires = { ...entry.optionalDependencies, ...entry.dependencies };
      if (Object.keys(requires).length > 0) raw['requires'] = requires;
      const former = nested.get(place)?.['dependencies'];
      if (former !== undefined) raw['dependencies'] = former;
      (holder['dependencies'] as Record<string, unknown>)[nameAt(place)] = raw;
      nested.set(place, raw);
    },
    fromManifest(manifest, place, resolved) {
      const { dependencies, optionalDependencies } = normalFields(manifest) as PackageFields;
      const entry: LockEntry = { version: manifest.version, dependencies, optionalDependencies };
      if (nameAt(place) !== manifest.name) entry.name = manifest.name;
      if (resolved && manifest.dist?.tarball !== undefined) entry.resolved = manifest.dist.tarball;
      entry.integrity = integrityOf(manifest);
      return entry;
    },
    text: () => lock,
  };
}

function rootOf(manifests: ReadonlyMap<string, PackageFields>): [string, PackageFields][] {
  const root = manifests.get('');
  return root === undefined ? [] : [['', root]];
}

/** Version 1 writes an alias into the version: `npm:real@1.0.0`. */
function flatEntry(raw: LockEntry): LockEntry {
  const alias = /^npm:(.+)@([^@]+)$/.exec(raw.version ?? '');
  return {
    version: alias?.[2] ?? raw.version,
    name: alias?.[1],
    resolved: raw.resolved,
    integrity: raw.integrity,
    inBundle: raw.bundled,
    dependencies: typeof raw.requires === 'object' ? raw.requires : {},
  };
}

function lockedVersion(entry: LockEntry, place: string): string | undefined {
  return entry.name === undefined || entry.name === nameAt(place)
    ? entry.version
    : `npm:${entry.name}@${entry.version}`;
}

/** The name under which something lies at a place. */
export function nameAt(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Whose `node_modules` a place is in: another place, a project's folder, or `''`. */
export function holderOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1));
}

function isInstalled(place: string): boolean {
  return place.startsWith('node_modules/') || place.includes('/node_modules/');
}

/** Old versions have only the SHA-1 sum. */
function integrityOf({ dist }: VersionManifest): string | undefined {
  if (dist?.integrity !== undefined) return dist.integrity;
  return dist?.shasum === undefined ? undefined : `sha1-${Buffer.from(dist.shasum, 'hex').toString('base64')}`;
}

function hasInstallScript(manifest: VersionManifest): boolean {
  if (manifest['hasInstallScript'] === true) return true;
  const scripts = (manifest['scripts'] ?? {}) as Record<string, unknown>;
  return ['preinstall', 'install', 'postinstall'].some((name) => Object.hasOwn(scripts, name));
}
