/** A package version in a lockfile's content. */
export interface DependenciesTable {
  content_id: number;
  package_version_id: number;
  direct: boolean;
  /** `prod`, `dev`, `optional`, `peer`: every way in which it is needed. */
  scopes: string[];
  /** Shortest path from a project to the parent, as `name@version`; empty when a project asks for it itself. */
  path: string[];
  /** What the last parent of `path` asks for. */
  required_range: string | null;
  /** How often the lockfile holds this version. */
  copies: number;
}
