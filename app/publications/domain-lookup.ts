import { registrationDate } from './registration-date.ts';
import { createResolver, type ResolveOptions } from './resolve-domain.ts';

export interface DomainFacts {
  resolves: boolean;
  /** Null: no registry says it, or none is asked. Undefined: it could not be asked. */
  registeredAt: Date | null | undefined;
}

/** `later`: enough was asked for now. */
export type LookUpDomain = (domain: string, signal?: AbortSignal) => Promise<DomainFacts | 'unknown' | 'later'>;

export interface DomainLookupOptions {
  /** Null: domains are not looked up. */
  dns: 'system' | readonly string[] | null;
  /** Null: no registry is asked when a domain was registered. */
  rdap: string | null;
  now: () => Date;
  resolve?: ResolveOptions;
}

const HOUR = 60 * 60 * 1000;
/** Most addresses are of the same few domains. */
const KEPT = 12 * HOUR;
const MOST_KEPT = 5000;
/** Such services are other people's, and cost nothing. */
const MOST_RDAP_AN_HOUR = 60;

/** Lives as long as the process: what was found of a domain is kept for half a day. */
export function createDomainLookup({ dns, rdap, now, resolve }: DomainLookupOptions): LookUpDomain {
  const resolution = createResolver({ ...resolve, ...(Array.isArray(dns) && { servers: dns }) });
  const known = new Map<string, { at: number; facts: DomainFacts }>();
  let asked: number[] = [];

  return async (domain, signal) => {
    if (dns === null) return 'unknown';
    const kept = known.get(domain);
    if (kept !== undefined && now().getTime() - kept.at < KEPT) return kept.facts;
    const found = await resolution(domain);
    if (found === 'unknown') return 'unknown';
    let registeredAt: Date | null | undefined = null;
    if (found === 'resolves' && rdap !== null) {
      if (!mayAskRdap()) return 'later';
      registeredAt = await registrationDate(domain, { fetch, service: rdap, signal });
    }
    const facts = { resolves: found === 'resolves', registeredAt };
    // What is not there yet, or could not be asked, is asked again.
    if (facts.resolves && registeredAt !== undefined) keep(domain, facts);
    return facts;
  };

  function mayAskRdap(): boolean {
    const at = now().getTime();
    asked = asked.filter((each) => at - each < HOUR);
    if (asked.length >= MOST_RDAP_AN_HOUR) return false;
    asked.push(at);
    return true;
  }

  function keep(domain: string, facts: DomainFacts): void {
    if (known.size >= MOST_KEPT) known.clear();
    known.set(domain, { at: now().getTime(), facts });
  }
}
