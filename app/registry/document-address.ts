import registryFetch from 'npm-registry-fetch';
import { normalAddress, type RegistrySettings } from '../updates/registry/registry-settings.ts';
import { RegistryError } from './registry-error.ts';

/** What is accepted as an answer: the short documents do not say who published a version, nor when. */
export const WHOLE_DOCUMENT = 'application/json';

/** What a registry can hold; anything else would ask it for something else. */
const NAME = /^(?:@[\w~-][\w.~-]*\/)?[\w~!'()*-][\w.~!'()*-]*$/;

export interface DocumentAddress {
  /** Ends in `/`. */
  registry: string;
  /** Of the package's document in it. */
  address: string;
}

/**
 * Where a package's document is: in the registry of its scope, or the default one; without settings the public one, which the client
 * knows. A package of a scope with a registry of its own is asked for there, and nowhere else.
 * @throws RegistryError `settings`, and `format` where it is no name of a package.
 */
export function documentAddress(name: string, settings: RegistrySettings): DocumentAddress {
  if (!NAME.test(name)) {
    const found = JSON.stringify(name.slice(0, 100));
    throw new RegistryError('format', `expected a name that a registry can hold, found ${found}. It is asked nowhere.`);
  }
  const registry = scopeRegistry(name, settings) ?? settings.default ?? registryFetch.pickRegistry('a', {});
  const normal = normalAddress(registry);
  if (normal === undefined) {
    throw new RegistryError(
      'settings',
      `The settings: expected a registry's address (https://…), found ${JSON.stringify(registry)}.`,
    );
  }
  return { registry: normal, address: `${normal}${encodeURIComponent(name).replace(/^%40/, '@')}` };
}

/** The registry that a package is asked for in; empty for what is no name of a package, which is asked about nowhere. */
export function registryOfPackage(name: string, settings: RegistrySettings): string {
  try {
    return documentAddress(name, settings).registry;
  } catch {
    return '';
  }
}

/** The registry that the settings give to the name's scope. However the scope is spelt: its packages are nobody else's to know. */
export function scopeRegistry(name: string, { scopes = {} }: RegistrySettings): string | undefined {
  if (!name.startsWith('@')) return undefined;
  const scope = name.slice(0, name.indexOf('/'));
  if (Object.hasOwn(scopes, scope)) return scopes[scope];
  const found = Object.keys(scopes).find((each) => each.toLowerCase() === scope.toLowerCase());
  return found === undefined ? undefined : scopes[found];
}
