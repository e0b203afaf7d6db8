import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export const ADVISORIES_FOLDER = join(import.meta.dirname, 'advisories', 'npm');

/** An OSV record as JSON; only these are needed to list it. */
export interface ExportRecord {
  id: string;
  modified: string;
  [key: string]: unknown;
}

/** A small OSV export: what the demo's Lockkeeper reads in place of the public one. */
export interface AdvisoryServer extends AsyncDisposable {
  /** Address of the npm part: `all.zip`, `modified_id.csv` and `<id>.json` are below it. */
  readonly url: string;
  /** Adds a record, or puts a newer one in its place. */
  publish(record: ExportRecord): void;
  close(): Promise<void>;
}

export async function serveAdvisories(folder = ADVISORIES_FOLDER): Promise<AdvisoryServer> {
  const records = new Map<string, ExportRecord>();
  for (const name of await readdir(folder)) {
    const record = JSON.parse(await readFile(join(folder, name), 'utf8')) as ExportRecord;
    records.set(record.id, record);
  }
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '').replace(/^\/npm\//, '');
    const body = await answer(records, name);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/npm`,
    publish: (record) => {
      records.set(record.id, record);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(records: ReadonlyMap<string, ExportRecord>, name: string): Promise<Buffer | string | undefined> {
  if (name === 'all.zip') return zip(records.values());
  if (name === 'modified_id.csv') return changes(records.values());
  const record = records.get(name.replace(/\.json$/, ''));
  return record === undefined ? undefined : JSON.stringify(record);
}

async function zip(records: Iterable<ExportRecord>): Promise<Buffer> {
  const file = new ZipFile();
  for (const record of records) file.addBuffer(Buffer.from(JSON.stringify(record)), `${record.id}.json`);
  file.end();
  return buffer(file.outputStream);
}

/** Newest first, as the public export lists it. */
function changes(records: Iterable<ExportRecord>): string {
  const newestFirst = [...records].sort((a, b) => Date.parse(b.modified) - Date.parse(a.modified));
  return newestFirst.map(({ id, modified }) => `${modified},${id}\n`).join('');
}
