import type { Lockfile } from '../lockfiles/index.ts';
import { isDevOnly } from '../lockfiles/is-dev-only.ts';

/** The names of packages of which nothing but development needs any locked version. */
export function devOnlyNames({ dependencies }: Pick<Lockfile, 'dependencies'>): Set<string> {
  const dev = new Set<string>();
  const others = new Set<string>();
  for (const { name, scopes } of dependencies.values()) {
    if (isDevOnly({ scopes })) dev.add(name);
    else others.add(name);
  }
  return dev.difference(others);
}
