/** How one version came in: the shortest path to its parent as `name@version`, empty where a project asks for it. */
export interface Way<Scope extends string = string> {
  path: string[];
  direct: boolean;
  scopes: Scope[];
}

/** Why one version is there; where no way of its own is known, what is said of all of them together. */
export function wayOf<Scope extends string>(
  of: Way<Scope> & { ways: Record<string, Way<Scope>> },
  version: string,
): Way<Scope> {
  const own = Object.hasOwn(of.ways, version) ? of.ways[version] : undefined;
  return own ?? { path: of.path, direct: of.direct, scopes: of.scopes };
}

/** Distinct for ways that differ in anything. */
export function wayKey({ path, direct, scopes }: Way): string {
  return JSON.stringify([path, direct, scopes]);
}
