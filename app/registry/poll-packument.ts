import { setTimeout as pause } from 'node:timers/promises';
import registryFetch from 'npm-registry-fetch';
import { type RegistrySettings, signInOptions } from '../updates/registry/registry-settings.ts';
import { type DocumentAddress, documentAddress, WHOLE_DOCUMENT } from './document-address.ts';
import { parseDocument, readBody } from './read-body.ts';
import { DOCUMENT_LIMITS, type DocumentLimits } from './read-package-documents.ts';
import { RegistryError } from './registry-error.ts';
import { retryAfterOf } from './retry-after-of.ts';
import { isUnknownTo, statusOf, toRegistryError } from './to-registry-error.ts';

export interface PollRequest {
  /** What of the package is wanted; its document where it is left out. */
  addressOf?: (at: DocumentAddress) => string;
  /** From our own settings, never from a repository. */
  registry: RegistrySettings;
  /** Of the document that is known; null: whatever there is is wanted. */
  etag: string | null;
  now: () => Date;
  signal?: AbortSignal;
  /** Asked before the registry is asked again for what failed; it may where this is left out. */
  mayTryAgain?: () => boolean;
  /** Told of every request, before what it means is known. */
  onRequest?: (request: MadeRequest) => void;
  limits?: Partial<PollLimits>;
}

export interface MadeRequest {
  /** `error` where there was no answer. */
  status: string;
  /** Of the body, once unpacked. */
  bytes: number;
}

export type PollLimits = Omit<DocumentLimits, 'atOnce'> & {
  /** Before the second try, in milliseconds; four times as long before each further one. */
  backOff: number;
};

export type PolledDocument =
  /** It is the document with the ETag that was sent. */
  | { kind: 'unchanged' }
  | { kind: 'document'; packument: unknown; etag: string | null }
  /** The registry says that there is no such package. */
  | { kind: 'missing'; problem: string }
  /** The registry wants to be left alone until then; it says nothing of this package. */
  | { kind: 'pause'; until: Date }
  | { kind: 'failed'; error: RegistryError };

const LIMITS: PollLimits = { ...DOCUMENT_LIMITS, backOff: 500 };
const LONGEST_ETAG = 500;

/**
 * Asks a registry for a package's whole document, or for another one about it, unless it is the one that is known. What fails is an outcome; only being told to stop
 * is thrown, and settings that are wrong.
 */
export async function pollPackument(name: string, request: PollRequest): Promise<PolledDocument> {
  const limits = { ...LIMITS, ...request.limits };
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask(name, request, limits);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!(error instanceof RegistryError) || error.code === 'settings') throw error;
      const isWorthIt = error.code === 'unreachable' && attempt < limits.retries;
      if (!isWorthIt || request.mayTryAgain?.() === false) return { kind: 'failed', error };
    }
    await pause(limits.backOff * 4 ** attempt, undefined, { signal: request.signal });
  }
}

async function ask(name: string, request: PollRequest, limits: PollLimits): Promise<PolledDocument> {
  const { registry, etag, now, signal, onRequest } = request;
  const at = documentAddress(name, registry);
  const address = request.addressOf?.(at) ?? at.address;
  const timeout = AbortSignal.timeout(limits.timeout);
  let answered: MadeRequest = { status: 'error', bytes: 0 };
  try {
    const response = await registryFetch(address, {
      ...signInOptions(registry.credentials),
      headers: { accept: WHOLE_DOCUMENT, ...(etag !== null && { 'if-none-match': etag }) },
      // Tries again are ours: its own would not heed how long a registry wants to be left alone.
      fetchRetries: 0,
      timeout: limits.timeout,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    answered = { status: String(response.status), bytes: 0 };
    if (response.status === 304) {
      response.body.resume();
      return { kind: 'unchanged' };
    }
    const { text, size } = await readBody(name, address, { body: response.body, most: limits.bytes });
    answered.bytes = size;
    return { kind: 'document', packument: parseDocument(name, address, text), etag: etagOf(response.headers) };
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    const status = statusOf(error);
    if (status !== undefined) answered = { status: String(status), bytes: 0 };
    const until = status === 429 || status === 503 ? retryAfterOf(error, now()) : undefined;
    if (until !== undefined) return { kind: 'pause', until };
    if (isUnknownTo(error)) return { kind: 'missing', problem: `${address} answers ${status}: no such package.` };
    throw toRegistryError(name, address, error);
  } finally {
    onRequest?.(answered);
  }
}

function etagOf(headers: { get(name: string): string | null }): string | null {
  const etag = headers.get('etag');
  return etag !== null && etag !== '' && etag.length <= LONGEST_ETAG ? etag : null;
}
