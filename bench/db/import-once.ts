import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { syncAdvisories } from '../../app/jobs/sync-advisories.ts';
import { migrate } from '../../db/migrate.ts';
import { type DatabaseLocation, openDatabase } from '../../db/open-database.ts';
import { openLocalSource } from '../../scanners/osv/index.ts';
import { readZip } from '../../scanners/osv/sources/read-zip.ts';

/**
 * One import in a process of its own, so that its peak memory is its own too. Prints `{ seconds, peakMegabytes, count }`.
 * Arguments: the zip, then `parse` (unzip and JSON.parse alone), `pglite`, or a database's address.
 */
const [path = '', how = 'parse'] = process.argv.slice(2);
const outcome = how === 'parse' ? await parseAlone(path) : await importInto(path, how);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ...outcome, peakMegabytes }));

async function parseAlone(zip: string): Promise<{ seconds: number; count: number }> {
  const start = performance.now();
  let count = 0;
  const onFault = (name: string, fault: string): never => {
    throw new Error(`${name}: ${fault}`);
  };
  for await (const { text } of readZip({ path: zip, source: zip, onFault })) {
    JSON.parse(text);
    count += 1;
  }
  return { seconds: (performance.now() - start) / 1000, count };
}

/** PGlite in a folder, as the service keeps it: in memory it would count as our process's own. */
async function importInto(zip: string, how: string): Promise<{ seconds: number; count: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-import-'));
  const location: DatabaseLocation = how === 'pglite' ? { kind: 'pglite', folder } : { kind: 'postgres', url: how };
  try {
    await using database = await openDatabase(location);
    await migrate(database.db);
    const context = { db: database.db, log: pino({ level: 'silent' }), now: () => new Date() };
    const start = performance.now();
    const { advisories, sourceFailure } = await syncAdvisories(context, openLocalSource({ path: zip }));
    if (sourceFailure !== undefined) throw sourceFailure;
    return { seconds: (performance.now() - start) / 1000, count: advisories };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
