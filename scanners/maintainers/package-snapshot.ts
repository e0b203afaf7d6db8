import type { Person, Publication } from './ledger-entry.ts';

export interface SnapshotVersion extends Publication {
  version: string;
  /** ISO 8601; left out where the registry does not say it. */
  publishedAt?: string;
  deprecated?: string;
}

/** What the registry says of a package at one moment, cut down to what trust is judged by. */
export interface PackageSnapshot {
  name: string;
  /** Who may publish now, sorted by name; left out where it is missing or cannot be read. */
  maintainers?: readonly Person[];
  /** Sorted by the time of publication. */
  versions: readonly SnapshotVersion[];
  /** Published once and gone since: version and, where it is known, when it had been published. */
  removed: readonly { version: string; publishedAt?: string }[];
  distTags: Readonly<Record<string, string>>;
  /** ISO 8601: when the registry's document was last changed. One that is older than what was seen before is a mirror's lag. */
  modified?: string;
  /** ISO 8601: when the package was first published. */
  created?: string;
  /** `https://github.com/owner/name` where it is there. Nobody checked that it is true. */
  repository?: string;
}

/** What is remembered of the last snapshot, to tell what changed: small enough to be kept for every package. */
export interface SeenSnapshot {
  maintainers?: readonly Person[];
  /** Versions that were there, each with its deprecation notice where it has one. */
  versions: Readonly<Record<string, string | null>>;
  distTags: Readonly<Record<string, string>>;
  modified?: string;
}
