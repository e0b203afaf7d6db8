/** An e-mail address such that equality and domain can be told, and no more. */
export interface EmailMark {
  /** Keyed hash of the address in lower case, hex: the same for the same address in one database, and useless outside it. */
  mark: string;
  /** In lower case; null where the address has none that can be read. */
  domain: string | null;
}

/** An account of a registry. */
export interface Person {
  name: string;
  /** Left out where the registry does not give it. */
  email?: EmailMark;
}

/** Makes the mark of an e-mail address. */
export type MarkEmail = (address: string) => EmailMark;

/** How a version was published; what the registry does not say is left out, and is unknown. */
export interface Publication {
  publisher?: Person;
  /** Who may publish, as the version says it, sorted by name. */
  maintainers?: readonly Person[];
  trustedPublisher?: boolean;
  provenance?: boolean;
  installScripts?: boolean;
  /** Names of commands, sorted. */
  bins?: readonly string[];
  gitHead?: boolean;
  /** Names of the packages that it asks for (optional ones too), sorted. */
  dependencies?: readonly string[];
}

/**
 * One fact about a package, as it was learned. The trust ledger is the list of them, in the order in which they were learned; it is
 * only ever added to. Everything that is judged is judged from it.
 */
export type LedgerEntry = LedgerMoment & LedgerFact;

export interface LedgerMoment {
  /** ISO 8601: when it came true, as the registry says it; where it does not, when we saw it. */
  at: string;
  /** ISO 8601: when we learned it. */
  seenAt: string;
  /** Read out of the past that the registry's document tells, when the package was first seen. */
  history: boolean;
}

export type LedgerFact =
  /** The package was first seen: what holds then is what later changes are changes of. */
  | { kind: 'baseline'; maintainers?: readonly Person[]; versions: number; repository?: string }
  /** Who may publish changed. `before` left out: the registry did not say it. */
  | { kind: 'maintainers'; before?: readonly Person[]; after: readonly Person[] }
  | ({ kind: 'published'; version: string } & Publication)
  | { kind: 'unpublished'; version: string }
  /** `notice` null: a deprecation was taken back. */
  | { kind: 'deprecated'; version: string; notice: string | null }
  | { kind: 'dist-tag'; tag: string; from: string | null; to: string | null }
  /** From the attestations: where a version was built. Null: it has none that could be read. */
  | { kind: 'provenance'; version: string; repository: string | null; workflow: string | null }
  /** Whether the source's repository has a git tag for a version. */
  | { kind: 'git-tag'; version: string; repository: string; tag: string | null }
  /** What a domain of a maintainer's address is: it does not resolve, or it was registered at a time. */
  | { kind: 'email-domain'; person: string; domain: string; resolves: boolean; registeredAt: string | null }
  /** When a package that a version asks for, and the one before it did not, was first published. Null: the registry does not know it. */
  | { kind: 'dependency-age'; version: string; dependency: string; createdAt: string | null };

export type LedgerKind = LedgerFact['kind'];
