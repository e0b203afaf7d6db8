/**
 * How a version was published. Each signal is left out where the registry does not give it: that is unknown, which is neither yes
 * nor no.
 */
export interface PublishSignals {
  /** The account. */
  publisher?: string;
  /** A workflow published it, without anybody's token. */
  trustedPublisher?: boolean;
  /** It says from which commit and by which workflow it was built. */
  provenance?: boolean;
  /** Installing it runs something. */
  installScripts?: boolean;
  /** Names of the commands that it brings, sorted. */
  bins?: readonly string[];
  /** Names of who may publish, sorted. */
  maintainers?: readonly string[];
  /** The commit is on record. */
  gitHead?: boolean;
}

/** What a comparison reads of a version. */
export interface Release {
  version: string;
  publishedAt?: string;
  dependencies: Readonly<Record<string, string>>;
  optionalDependencies: Readonly<Record<string, string>>;
  signals?: PublishSignals;
}
