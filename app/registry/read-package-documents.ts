import registryFetch from 'npm-registry-fetch';
import type { PackageDocument } from '../../scanners/updates/index.ts';
import { normalAddress, type RegistrySettings, signInOptions } from '../updates/registry/registry-settings.ts';
import { cutPackageDocument } from './cut-package-document.ts';
import { RegistryError } from './registry-error.ts';

export interface DocumentRequest {
  /** From our own settings, never from a repository. */
  registry: RegistrySettings;
  signal?: AbortSignal;
  /** Documents read so far, of all that were asked for. */
  onProgress?: (done: number, total: number) => void;
  limits?: Partial<DocumentLimits>;
}

export interface DocumentLimits {
  /** Of one document, once unpacked, in bytes. The largest real ones are some 50 MB. */
  bytes: number;
  /** Requests at a time: documents are parsed whole, so that it bounds memory too. */
  atOnce: number;
  /** Of one request, in milliseconds. */
  timeout: number;
  retries: number;
}

const LIMITS: DocumentLimits = { bytes: 100 * 1024 * 1024, atOnce: 6, timeout: 60_000, retries: 2 };

export interface ReadDocuments {
  /** Null: the registry does not know the package, or `problems` says why it would not give it. */
  documents: Map<string, PackageDocument | null>;
  problems: RegistryError[];
}

/**
 * Asks the registries for whole package documents; the short ones do not say when a version was published.
 * @throws RegistryError `unreachable` or `settings`: a plan from what is left would leave out what can be done.
 */
export async function readPackageDocuments(names: Iterable<string>, request: DocumentRequest): Promise<ReadDocuments> {
  const limits = { ...LIMITS, ...request.limits };
  const wanted = [...new Set(names)].sort();
  const read: ReadDocuments = { documents: new Map(), problems: [] };
  const stop = new AbortController();
  const signal = request.signal === undefined ? stop.signal : AbortSignal.any([request.signal, stop.signal]);
  const left = wanted.values();
  const work = async (): Promise<void> => {
    for (const name of left) {
      read.documents.set(name, await readOne(name, { ...request, signal }, limits).catch(put));
      request.onProgress?.(read.documents.size, wanted.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: limits.atOnce }, work));
  } finally {
    stop.abort();
  }
  // Requests end in any order.
  read.documents = new Map(wanted.map((name) => [name, read.documents.get(name) ?? null]));
  read.problems.sort((a, b) => (a.message < b.message ? -1 : 1));
  return read;

  function put(error: unknown): null {
    if (!(error instanceof RegistryError) || error.code === 'unreachable' || error.code === 'settings') throw error;
    read.problems.push(error);
    return null;
  }
}

async function readOne(
  name: string,
  { registry, signal }: DocumentRequest,
  limits: DocumentLimits,
): Promise<PackageDocument | null> {
  const address = addressOf(name, registry);
  const response = await registryFetch(address, {
    ...signInOptions(registry.credentials),
    headers: { accept: 'application/json' },
    fetchRetries: limits.retries,
    fetchRetryFactor: 4,
    fetchRetryMintimeout: 500,
    fetchRetryMaxtimeout: 10_000,
    timeout: limits.timeout,
    signal: AbortSignal.any([signal!, AbortSignal.timeout(limits.timeout * (limits.retries + 1))]),
  }).catch((error: unknown) => {
    // Taken back as a whole, or by law.
    if ([404, 410, 451].includes(statusOf(error) ?? 0)) return null;
    throw toRegistryError(name, address, error);
  });
  if (response === null) return null;
  const text = await readBody(name, address, { body: response.body, most: limits.bytes });
  try {
    return cutPackageDocument(name, JSON.parse(text));
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const found = text.trimStart().startsWith('<') ? 'a web page' : 'something that is no JSON';
    const cure = 'Is the address a registry, and is the sign-in right?';
    throw new RegistryError(
      'format',
      `${name}: expected its package document from ${address}, found ${found}. ${cure}`,
      { cause: error },
    );
  }
}

/** The registry of its scope, or the default one; without settings the public one, which the client knows. */
function addressOf(name: string, { default: fallback, scopes = {} }: RegistrySettings): string {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
  const own = Object.hasOwn(scopes, scope) ? scopes[scope] : fallback;
  const registry = own ?? registryFetch.pickRegistry('a', {});
  const normal = normalAddress(registry);
  if (normal === undefined) {
    throw new RegistryError(
      'settings',
      `The settings: expected a registry's address (https://…), found ${JSON.stringify(registry)}.`,
    );
  }
  return `${normal}${encodeURIComponent(name).replace(/^%40/, '@')}`;
}

async function readBody(
  name: string,
  address: string,
  { body, most }: { body: NodeJS.ReadableStream; most: number },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > most) {
        throw new RegistryError(
          'too-large',
          `${name}: expected a package document of at most ${most} bytes from ${address}, found more.`,
        );
      }
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof RegistryError ? error : toRegistryError(name, address, error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toRegistryError(name: string, address: string, error: unknown): RegistryError {
  const status = statusOf(error);
  if (status === 401 || status === 403) {
    const cure = 'Give a sign-in for this registry, or the registry of its scope.';
    return new RegistryError(
      'refused',
      `${name}: expected its package document from ${address}, found status ${status}. ${cure}`,
      { cause: error },
    );
  }
  if (status !== undefined && status >= 400 && status < 500 && status !== 429 && status !== 408) {
    return new RegistryError(
      'format',
      `${name}: expected its package document from ${address}, found status ${status}.`,
      { cause: error },
    );
  }
  const found = status === undefined ? (error instanceof Error ? error.message : String(error)) : `status ${status}`;
  return new RegistryError(
    'unreachable',
    `${name}: expected an answer of the registry at ${address}, found: ${found}. Try again, or name another registry.`,
    {
      cause: error,
    },
  );
}

function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
