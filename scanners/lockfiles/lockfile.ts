/** The formats that Lockkeeper reads. `npm` stands for package-lock.json and npm-shrinkwrap.json alike. */
export type LockfileFormat = 'npm' | 'yarn-v1' | 'yarn-berry' | 'pnpm' | 'bun';

/**
 * Where a dependency's code comes from. Only `registry` and `patch` entries carry a version that an advisory can name;
 * a workspace that happens to be called like a malicious package is not that package.
 */
export type DependencySource = 'registry' | 'patch' | 'git' | 'tarball' | 'file' | 'link' | 'workspace' | 'unknown';

/** Why a project needs a dependency. A dependency reached in several ways carries several. */
export type DependencyScope = 'prod' | 'dev' | 'optional' | 'peer';

/** An edge of the dependency graph: `range` is what the parent's manifest asks for, `to` a key in `Lockfile.dependencies`. */
export interface DependencyEdge {
  /** The name under which the parent asks for it; an alias where it differs from the dependency's own name. */
  name: string;
  range: string;
  scope: DependencyScope;
  to: string;
}

/** One entry of a lockfile. The same name and version can be there more than once (copies in npm, peers in pnpm). */
export interface LockedDependency {
  /** Unique in the file: npm's install path, yarn's first descriptor, pnpm's package key, bun's key. */
  key: string;
  /** The registry's name, also for an entry installed under an alias. */
  name: string;
  /** Empty where the lockfile gives none. */
  version: string;
  source: DependencySource;
  /** The name under which it is installed, where that is not `name`. */
  alias?: string;
  /** The registry or other address that the lockfile records, where it does. */
  resolved?: string;
  /** A project of this lockfile asks for it itself. */
  direct: boolean;
  /** The strongest first: prod, peer, optional, dev. Empty where the lockfile does not tell them and no project leads to it. */
  scopes: DependencyScope[];
  /** It came inside another package's archive (npm `inBundle`), so only that package can update it. */
  bundled: boolean;
  dependencies: DependencyEdge[];
}

/** A package.json that the lockfile serves: the root project, or a workspace. */
export interface LockedProject {
  /** Folder relative to the lockfile, `.` for the root. */
  path: string;
  name?: string;
  dependencies: DependencyEdge[];
}

/** An entry that was left out, or kept without what could not be read, and why: it never stops the rest of the file. */
export interface LockfileProblem {
  key: string;
  message: string;
}

export interface Lockfile {
  path: string;
  format: LockfileFormat;
  /** As the file says it: `3`, `1`, `9.0`, `8`. */
  formatVersion: string;
  projects: LockedProject[];
  dependencies: Map<string, LockedDependency>;
  problems: LockfileProblem[];
}

/** What a reader gets. `manifests` maps folders relative to the lockfile (`.`, `packages/a`) to package.json texts. */
export interface LockfileInput {
  path: string;
  text: string;
  /** Yarn's lockfiles do not say what is direct or dev: the package.json beside them does. Others ignore this. */
  manifests?: ReadonlyMap<string, string>;
}
