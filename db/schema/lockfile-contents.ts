import type { ColumnType, Generated } from 'kysely';

/** What a lockfile's text says, parsed once for the whole database however many repositories hold it. */
export interface LockfileContentsTable {
  id: Generated<number>;
  /** Blob sha, and those of the manifests that its reading used: `sha` or `sha+manifest-sha`. */
  content_key: string;
  /** `PARSER_VERSION` that read it: contents of an older one are read again. */
  parser_version: number;
  format: string | null;
  format_version: string | null;
  /** `LockfileErrorDetail` (JSON) where it could not be read. */
  error: ColumnType<unknown, string | null, string | null>;
  /** `LockfileProblem[]` (JSON): entries that were left out. */
  problems: ColumnType<unknown, string, string>;
  parsed_at: Generated<Date>;
}
