import { type FileHandle, open } from 'node:fs/promises';
import { OsvError } from '../osv-error.ts';
import type { Http, HttpAnswer } from './http.ts';
import { tooLarge } from './read-body.ts';

export interface Download {
  http: Http;
  url: string;
  /** Overwritten. */
  path: string;
  maxBytes: number;
  signal?: AbortSignal;
}

const HALF_AN_HOUR = 30 * 60_000;
/** How often a download that breaks off, but got further each time, is gone on with. */
const MAX_ROUNDS = 20;

/**
 * Fetches a large file to the disk, chunk by chunk. When it breaks off it goes on where it was, if the server says by
 * its ETag that the file is still the same; otherwise from the start.
 * @throws OsvError `incomplete` when it does not come to its end, `format` past `maxBytes`, `unreachable`.
 */
export async function download(request: Download): Promise<void> {
  const file = await open(request.path, 'w');
  const got: Progress = { bytes: 0 };
  try {
    for (let round = 1; ; round += 1) {
      const before = got.bytes;
      try {
        return await fetchRest(request, file, got);
      } catch (error) {
        const goesOn = error instanceof OsvError && error.code === 'incomplete' && got.bytes > before;
        if (!goesOn || round === MAX_ROUNDS) throw error;
      }
    }
  } finally {
    await file.close();
  }
}

interface Progress {
  bytes: number;
  etag?: string;
}

function fetchRest({ http, url, maxBytes, signal }: Download, file: FileHandle, got: Progress): Promise<void> {
  return http.request({
    url,
    signal,
    deadline: HALF_AN_HOUR,
    accept: [416],
    init: () => ({ headers: headersFor(got) }),
    consume: async (answer) => {
      if (answer.status === 206 && startOf(answer) === got.bytes) {
        await writeRest({ url, answer, file, got, maxBytes });
        return;
      }
      got.bytes = 0;
      got.etag = undefined;
      await file.truncate(0);
      if (answer.status !== 200) throw new Error('the server sent another part than the one asked for');
      const etag = answer.headers.get('etag');
      // A weak tag (W/) does not promise the same bytes.
      if (etag?.startsWith('"')) got.etag = etag;
      await writeRest({ url, answer, file, got, maxBytes });
    },
  });
}

/** Bytes are counted and the file's length compared, so packing on the way is not wanted. */
function headersFor({ bytes, etag }: Progress): Record<string, string> {
  const plain = { 'accept-encoding': 'identity' };
  return bytes > 0 && etag !== undefined ? { ...plain, range: `bytes=${bytes}-`, 'if-range': etag } : plain;
}

interface Rest {
  url: string;
  answer: HttpAnswer;
  file: FileHandle;
  got: Progress;
  maxBytes: number;
}

async function writeRest({ url, answer, file, got, maxBytes }: Rest): Promise<void> {
  const { headers, chunks } = answer;
  const length = headers.get('content-length');
  const end = length === null || headers.has('content-encoding') ? undefined : got.bytes + Number(length);
  if (end !== undefined && end > maxBytes) throw tooLarge(url, maxBytes);
  for await (const chunk of chunks) {
    if (got.bytes + chunk.length > maxBytes) throw tooLarge(url, maxBytes);
    await file.write(chunk, 0, chunk.length, got.bytes);
    got.bytes += chunk.length;
  }
  if (end !== undefined && got.bytes !== end) throw new Error(`${got.bytes} of ${end} bytes came`);
}

/** Of `content-range: bytes 500-999/1000`. */
function startOf({ headers }: HttpAnswer): number {
  const match = /^bytes (\d{1,15})-/.exec(headers.get('content-range') ?? '');
  return match ? Number(match[1]) : -1;
}
