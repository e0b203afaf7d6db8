import registryFetch from 'npm-registry-fetch';
import { EditError } from '../edit-failure.ts';
import { normalAddress, type RegistryRoutes, type RegistrySettings } from './registry-settings.ts';

/** A registry that a file of the repository names: for a scope with its `@`, or `default`. */
export interface NamedRegistry {
  file: string;
  scope: string;
  address: string;
}

/**
 * Where packages come from: what our settings say, and what the repository says, as long as our settings know that host. Another
 * host is refused as a whole: leaving it aside would take a private package's name from the public registry.
 */
export function registryRoutes(settings: RegistrySettings, named: readonly NamedRegistry[]): RegistryRoutes {
  const fallback = registryFetch.pickRegistry('a', {});
  const main = expectAddress(settings.default ?? fallback, 'the settings');
  const scopes = new Map(
    Object.entries(settings.scopes ?? {}).map(([scope, address]) => [scope, expectAddress(address, 'the settings')]),
  );
  const own = [
    main,
    fallback,
    ...scopes.values(),
    ...Object.keys(settings.credentials ?? {}),
    ...(settings.trusted ?? []),
  ];
  const hosts = new Set(own.flatMap((address) => (URL.canParse(address) ? [new URL(address).host] : [])));
  const routes = { default: main, scopes };
  for (const { file, scope, address } of named) {
    const normal = expectAddress(address, file);
    if (!hosts.has(new URL(normal).host)) {
      throw new EditError(
        'registry',
        `${file} names the registry ${normal} for ${scope === 'default' ? 'all packages' : scope}, which the settings do not know. Add it to them, or take the line out.`,
      );
    }
    if (scope === 'default') routes.default = normal;
    else scopes.set(scope, normal);
  }
  return routes;
}

function expectAddress(address: string, file: string): string {
  const normal = normalAddress(address);
  if (normal !== undefined) return normal;
  throw new EditError(
    'registry',
    `${file}: expected a registry's address (https://…), found ${JSON.stringify(address.slice(0, 80))}.`,
  );
}
