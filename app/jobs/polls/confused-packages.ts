import type { Db } from '../../../db/open-database.ts';
import { listNamedByAdvisories } from '../../../db/tracked-packages.ts';
import { documentAddress, scopeRegistry } from '../../registry/document-address.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';

/** An advisory names the package of a private scope. */
export interface ConfusedPackage {
  advisoryId: string;
  /** For people. */
  problem: string;
}

/**
 * Packages of scopes with a registry of their own whose names the public registry knows too, by name: an installation that does not know the
 * scope's registry gets somebody else's. The public registry is not asked, which would tell it the name: it is known where an advisory
 * names the package.
 */
export async function confusedPackages(
  db: Db,
  names: readonly string[],
  settings: RegistrySettings,
): Promise<Map<string, ConfusedPackage>> {
  const owned = names.filter((name) => isPrivate(name, settings));
  const named = await listNamedByAdvisories(db, owned);
  return new Map(
    [...named].map(([name, advisoryId]) => {
      const what = `expected this name to be known to ${scopeRegistry(name, settings)} alone, found ${advisoryId}, which is about a package of this name on the public registry`;
      const cure = "See that every project's configuration names the scope's registry, and that the lockfiles do.";
      return [name, { advisoryId, problem: `${name}: ${what}. ${cure}` }];
    }),
  );
}

function isPrivate(name: string, settings: RegistrySettings): boolean {
  if (scopeRegistry(name, settings) === undefined) return false;
  try {
    const { registry } = documentAddress(name, settings);
    return registry !== documentAddress('a', settings).registry;
  } catch {
    // No name that anybody is asked about.
    return false;
  }
}
