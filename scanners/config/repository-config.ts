/** Findings that somebody decided to live with until a day. At least one of `package` and `advisory` is set. */
export interface ConfigSuppression {
  package?: string;
  /** An advisory's id, or one of its aliases. */
  advisory?: string;
  /** A gitignore-style pattern of lockfile paths; left out: every lockfile. */
  path?: string;
  reason: string;
  /** The last day on which it holds, `2030-12-31` in UTC, or `never`. `suppressionEnd` gives the moment. */
  expires: string;
}

/** From which severity on a pull request's check fails. */
export const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Where no configuration says it. */
export const DEFAULT_FAIL_ON: FailOn = 'high';

/** A repository's configuration, complete: what a file leaves out has its default. */
export interface RepositoryConfig {
  /** Probot's `_extends`, as written; `parseExtends` reads it. */
  extends?: string;
  ignorePaths: string[];
  tags: string[];
  /** Left out: `DEFAULT_FAIL_ON`. */
  failOn?: FailOn;
  suppressions: ConfigSuppression[];
}

export const DEFAULT_CONFIG: Readonly<RepositoryConfig> = { ignorePaths: [], tags: [], suppressions: [] };

/** The moment from which the suppression holds no more: the end of its last day in UTC. Null: it never ends. */
export function suppressionEnd({ expires }: Pick<ConfigSuppression, 'expires'>): Date | null {
  if (expires === 'never') return null;
  const lastDay = new Date(`${expires}T00:00:00Z`);
  return new Date(lastDay.getTime() + 24 * 60 * 60 * 1000);
}
