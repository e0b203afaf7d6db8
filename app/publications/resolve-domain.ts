import { Resolver } from 'node:dns/promises';

/** `gone`: nobody has it. `unknown`: no server that would know answered. */
export type Resolution = 'resolves' | 'gone' | 'unknown';

export interface ResolveOptions {
  /** Addresses of servers, with a port where it is another one; those of the system where they are left out. */
  servers?: readonly string[];
  /** Of one try, in milliseconds. */
  timeout?: number;
  tries?: number;
}

type Outcome = 'there' | 'gone' | 'unknown';

/**
 * Tells whether a domain is there at all: it has mail servers, or addresses, or at least its name is known. Only where all say that there is
 * no such name, and the domain above all is known to the same server, it is gone: a server of a closed network denies every name.
 */
export function createResolver({ servers, timeout = 3000, tries = 2 }: ResolveOptions = {}) {
  const resolver = new Resolver({ timeout, tries });
  if (servers !== undefined) resolver.setServers(servers);
  return async (domain: string): Promise<Resolution> => {
    const mail = await ask(() => resolver.resolveMx(domain));
    if (mail !== 'gone') return mail === 'there' ? 'resolves' : 'unknown';
    // Some servers deny a name that has no mail servers.
    const [v4, v6] = await Promise.all([ask(() => resolver.resolve4(domain)), ask(() => resolver.resolve6(domain))]);
    if (v4 === 'there' || v6 === 'there') return 'resolves';
    if (v4 === 'unknown' || v6 === 'unknown') return 'unknown';
    const top = domain.slice(domain.lastIndexOf('.') + 1);
    return (await ask(() => resolver.resolveNs(top))) === 'there' ? 'gone' : 'unknown';
  };
}

/** A name without a record of the kind is a name that is there. */
async function ask(query: () => Promise<unknown>): Promise<Outcome> {
  try {
    await query();
    return 'there';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENODATA') return 'there';
    return code === 'ENOTFOUND' ? 'gone' : 'unknown';
  }
}
