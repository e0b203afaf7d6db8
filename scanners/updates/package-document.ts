import type { PublishSignals } from '../maintainers/index.ts';

/** What the registry says of one version of a package. */
export interface VersionDocument {
  version: string;
  /** As the registry gives them: optional dependencies may stand in both lists. */
  dependencies: Readonly<Record<string, string>>;
  optionalDependencies: Readonly<Record<string, string>>;
  peerDependencies: Readonly<Record<string, string>>;
  /** The maintainers' words, where they deprecated it. */
  deprecated?: string;
  /** ISO 8601; left out where the registry does not say. */
  publishedAt?: string;
  /** Left out where the registry gives none of them. */
  signals?: PublishSignals;
}

/** What the registry says of a package: a packument, cut down to what planning needs. */
export interface PackageDocument {
  name: string;
  versions: ReadonlyMap<string, VersionDocument>;
  latest?: string;
  /** Where its source is, as an https address: `https://github.com/owner/name` where it is there. Nobody checked that it is true. */
  repository?: string;
}
