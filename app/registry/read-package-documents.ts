import registryFetch from 'npm-registry-fetch';
import type { PackageDocument } from '../../scanners/updates/index.ts';
import { type RegistrySettings, signInOptions } from '../updates/registry/registry-settings.ts';
import { cutPackageDocument } from './cut-package-document.ts';
import { documentAddress, WHOLE_DOCUMENT } from './document-address.ts';
import { parseDocument, readBody } from './read-body.ts';
import { RegistryError } from './registry-error.ts';
import { isUnknownTo, toRegistryError } from './to-registry-error.ts';

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

/** What may be asked of a registry where nothing else is said. */
export const DOCUMENT_LIMITS: DocumentLimits = { bytes: 100 * 1024 * 1024, atOnce: 6, timeout: 60_000, retries: 2 };

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
  const limits = { ...DOCUMENT_LIMITS, ...request.limits };
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
  const { address } = documentAddress(name, registry);
  const response = await registryFetch(address, {
    ...signInOptions(registry.credentials),
    headers: { accept: WHOLE_DOCUMENT },
    fetchRetries: limits.retries,
    fetchRetryFactor: 4,
    fetchRetryMintimeout: 500,
    fetchRetryMaxtimeout: 10_000,
    timeout: limits.timeout,
    signal: AbortSignal.any([signal!, AbortSignal.timeout(limits.timeout * (limits.retries + 1))]),
  }).catch((error: unknown) => {
    if (isUnknownTo(error)) return null;
    throw toRegistryError(name, address, error);
  });
  if (response === null) return null;
  const { text } = await readBody(name, address, { body: response.body, most: limits.bytes });
  return cutPackageDocument(name, parseDocument(name, address, text));
}
