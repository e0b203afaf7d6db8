/** How to sign in: a token, or a name and a password. */
export type RegistryCredential = { token: string } | { username: string; password: string };

/** Registries as our own settings name them. Addresses are whole (`https://npm.example.org/team/`). */
export interface RegistrySettings {
  /** Left out: the public npm registry. */
  default?: string;
  /** By scope with its `@`. */
  scopes?: Readonly<Record<string, string>>;
  /** By address; the longest that begins a registry's address counts. */
  credentials?: Readonly<Record<string, RegistryCredential>>;
  /** Further addresses that a repository may name for itself. */
  trusted?: readonly string[];
}

/** Where each scope's packages come from, `default` for the others: addresses that end in `/`. */
export interface RegistryRoutes {
  default: string;
  scopes: ReadonlyMap<string, string>;
}

/** The registry of a package name. */
export function registryOf(routes: RegistryRoutes, name: string): string {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
  return routes.scopes.get(scope) ?? routes.default;
}

/** One spelling for each address: no query, no fragment, no sign-in, a `/` at the end. */
export function normalAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return `${protocol}//${host}${pathname.endsWith('/') ? pathname : `${pathname}/`}`;
}

/** The settings in the words of npm's own HTTP client. */
export function signInOptions(credentials: RegistrySettings['credentials'] = {}): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [address, credential] of Object.entries(credentials)) {
    const normal = normalAddress(address);
    if (normal === undefined) continue;
    const key = normal.replace(/^https?:/, '');
    if ('token' in credential) options[`${key}:_authToken`] = credential.token;
    else {
      options[`${key}:username`] = credential.username;
      options[`${key}:_password`] = Buffer.from(credential.password).toString('base64');
    }
  }
  return options;
}
