import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdvisoryBatch, AdvisoryRequest, AdvisorySource } from '../advisory-source.ts';
import { OsvError } from '../osv-error.ts';
import { readChangedIds, readNewestTime } from './changed-ids.ts';
import { download } from './download.ts';
import { readDelta } from './export-delta.ts';
import { type HttpOptions, openHttp } from './http.ts';
import { readZip } from './read-zip.ts';
import { readInBatches } from './records.ts';

export interface ExportSourceOptions extends HttpOptions {
  /** A folder that exists, for the downloaded zip (some 200 MB); it is gone again after the read. */
  scratch: string;
  baseUrl?: string;
  /** Changed records fetched at a time. */
  concurrency?: number;
  /** Records of the zip in a batch. */
  batchSize?: number;
  /** With more changes than this the whole zip costs less than the records one by one. */
  maxChanges?: number;
  maxZipBytes?: number;
}

/**
 * Records are listed by the time of their change, but a late one can appear under an earlier time. With `held` at hand
 * looking further back costs next to nothing: what did not change is not fetched.
 */
const LOOK_BACK = 6 * 60 * 60_000;

/**
 * The npm part of OSV's public export. A read without a cursor takes `all.zip`; the cursor comes with the last batch,
 * which is empty, so a read that was cut off begins again, over records that are held by then. A read with a cursor
 * takes what changed since, by `modified_id.csv`, the oldest first and with a cursor in every batch, so it can be cut
 * off anywhere. It falls back on the zip when the changes are too many or the list does not reach back to the cursor.
 * Withdrawn records are handed over as such; a record that leaves the export without being withdrawn is kept.
 * Source: https://google.github.io/osv.dev/data/#data-dumps
 */
export function openExportSource(options: ExportSourceOptions): AdvisorySource {
  const { baseUrl = 'https://storage.googleapis.com/osv-vulnerabilities/npm', concurrency = 8 } = options;
  const base = baseUrl.replace(/\/+$/, '');
  const listUrl = `${base}/modified_id.csv`;
  const http = openHttp(options);

  return {
    name: `OSV export at ${base}`,
    async *read(request) {
      const { cursor, held, signal } = request;
      const since = Date.parse(cursor ?? '');
      if (cursor === undefined || Number.isNaN(since)) {
        yield* readAll(await readNewestTime({ http, url: listUrl, signal }), request);
        return;
      }
      const { newest, changes } = await readChangedIds({
        http,
        url: listUrl,
        since: held ? since - LOOK_BACK : since,
        cursor: since,
        max: options.maxChanges ?? 20_000,
        held,
        signal,
      });
      if (changes) yield* readDelta({ http, base, concurrency, changes, newest, cursor, request });
      else yield* readAll(newest, request);
    },
  };

  /** `listed` was read before the zip was fetched: what changes while the zip is read is newer and not missed. */
  async function* readAll(listed: string, { held, signal }: AdvisoryRequest): AsyncGenerator<AdvisoryBatch> {
    const url = `${base}/all.zip`;
    const path = join(options.scratch, `osv-npm-${process.pid}.zip`);
    try {
      await download({ http, url, path, maxBytes: options.maxZipBytes ?? 2 ** 31, signal });
      const onFault = (name: string, fault: string): never => {
        throw damaged(`${url}:${name}`, fault);
      };
      let newestRead = '';
      const batches = readInBatches(readZip({ path, source: url, onFault }), {
        size: options.batchSize ?? 2_000,
        held,
        signal,
        onAdvisory: ({ modified }) => {
          if (newestRead === '' || isEarlier(newestRead, modified)) newestRead = modified;
        },
      });
      let done = 0;
      for await (const batch of batches) {
        done = batch.done;
        yield batch;
      }
      if (newestRead === '') throw damaged(url, 'no record in it');
      // The zip may be older than the list: then the cursor is, too, and the next read takes the rest.
      const cursor = isEarlier(newestRead, listed) ? newestRead : listed;
      yield { advisories: [], problems: [], done, total: done, cursor };
    } finally {
      await rm(path, { force: true });
    }
  }
}

function isEarlier(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}

function damaged(source: string, found: string): OsvError {
  return new OsvError({
    code: 'incomplete',
    source,
    expected: 'a whole record',
    found,
    cure: 'It was damaged on its way, or is being written just now: run again.',
  });
}
