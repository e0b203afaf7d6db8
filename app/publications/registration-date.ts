import { isIP } from 'node:net';
import { own } from '../../scanners/maintainers/index.ts';

export interface RdapOptions {
  fetch: typeof fetch;
  /** Address of a service that knows which registry to ask, and answers or redirects to it (RFC 9224). */
  service: string;
  signal?: AbortSignal;
}

const TIMEOUT = 10_000;
const MOST_REDIRECTS = 4;
const LARGEST = 256 * 1024;
const MOST_EVENTS = 50;
/** Registries know `example.co.uk`, and not what is below it. */
const MOST_NAMES = 3;

/**
 * When a domain, or the one above it that a registry knows, was registered: RDAP's event `registration` (RFC 9083). Null: no registry says it.
 * Undefined: it could not be asked.
 */
export async function registrationDate(domain: string, options: RdapOptions): Promise<Date | null | undefined> {
  const labels = domain.split('.');
  const names = labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
  for (const name of names.slice(-MOST_NAMES)) {
    const answer = await askFor(name, options);
    if (answer !== null) return answer === undefined ? undefined : registeredAt(answer);
  }
  return null;
}

/** Null: there is no such domain. */
async function askFor(name: string, { fetch: ask, service, signal }: RdapOptions): Promise<unknown> {
  const stop = AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(signal === undefined ? [] : [signal])]);
  let url = new URL(`${service.replace(/\/$/, '')}/domain/${encodeURIComponent(name)}`);
  const isPlain = url.protocol === 'http:';
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await ask(url, {
        headers: { accept: 'application/rdap+json' },
        redirect: 'manual',
        signal: stop,
      });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        const next = new URL(location, url);
        if (next.host !== url.host && !isElsewhere(next, isPlain)) return undefined;
        url = next;
        continue;
      }
      if (response.status === 200) return JSON.parse(await textOf(response));
      await response.body?.cancel();
      return response.status === 404 ? null : undefined;
    }
    return undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/** A registry has a name, and speaks https where the service does; what has only an address may be inside our own network. */
function isElsewhere({ protocol, hostname }: URL, isPlain: boolean): boolean {
  if (isPlain) return protocol === 'http:' || protocol === 'https:';
  return protocol === 'https:' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname.includes('.');
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST) throw new Error(`expected at most ${LARGEST} bytes of RDAP, found more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function registeredAt(answer: unknown): Date | null {
  const events = own(answer, 'events');
  for (const event of Array.isArray(events) ? events.slice(0, MOST_EVENTS) : []) {
    const date = own(event, 'eventDate');
    if (own(event, 'eventAction') !== 'registration' || typeof date !== 'string' || date.length > 40) continue;
    const at = Date.parse(date);
    if (at >= Date.UTC(1980, 0) && at < Date.UTC(9000, 0)) return new Date(at);
  }
  return null;
}
