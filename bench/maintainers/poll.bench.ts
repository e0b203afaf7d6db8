import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open-database.ts';
import type { PackumentRequest } from '../../test/maintainers/open-packument-server.ts';
import { openPollStage, type PollStage } from '../../test/maintainers/poll-stage.ts';
import { startOwnPostgres } from '../../test/own-postgres.ts';
import type { BenchRow } from '../bench-row.ts';
import { printWhenAlone } from '../db/print-when-alone.ts';
import { publishMade } from './publish-made.ts';

const PACKAGES = 10_000;
/** One of a hundred has something new. */
const CHANGED = PACKAGES / 100;
const PERIOD = 120;

/**
 * A poll of 10,000 packages of which 1% changed, from a local registry that speaks ETag, beside the same poll of one that does not: then
 * every document is sent, read and compared. Both write what they learned to PostgreSQL.
 */
export async function run(): Promise<BenchRow[]> {
  await using server = await startOwnPostgres({ durable: true });
  process.stderr.write(`${await server.describe()}\n`);
  await using database = await openDatabase({ kind: 'postgres', url: await server.createDatabase('poll') });
  await migrate(database.db);
  await using stage = await openPollStage(database.db);
  const names = Array.from({ length: PACKAGES }, (_, index) => `made-${index}`);
  for (let index = 0; index < PACKAGES; index++) publishMade(stage.server, index, 0);
  await stage.hold(...names);
  await poll(stage, { learned: PACKAGES });

  change(stage, 0);
  const conditional = await poll(stage, { learned: CHANGED });
  change(stage, CHANGED);
  stage.server.etags(false);
  const unconditional = await poll(stage, { learned: CHANGED });

  const peer = 'without ETag';
  const [ours, theirs] = [conditional.bytes / 1e6, unconditional.bytes / 1e6];
  const what = `poll of ${PACKAGES.toLocaleString('en-GB')} packages, 1% changed`;
  return [
    { what: `${what}: bytes`, ours, peer, theirs, unit: 'MB', ratio: theirs / ours, bound: 20, better: 'higher' },
    {
      what: `${what}: requests`,
      ours: conditional.requests,
      peer,
      theirs: unconditional.requests,
      unit: 'requests',
      ratio: conditional.requests / unconditional.requests,
      bound: 1,
    },
    {
      what: `${what}: time`,
      ours: conditional.milliseconds,
      peer,
      theirs: unconditional.milliseconds,
      unit: 'ms',
      ratio: conditional.milliseconds / unconditional.milliseconds,
    },
  ];
}

function change({ server }: PollStage, from: number): void {
  for (let index = from; index < from + CHANGED; index++) publishMade(server, index, 1);
}

async function poll(stage: PollStage, { learned }: { learned: number }) {
  stage.wait(PERIOD);
  stage.server.taken();
  const started = performance.now();
  // Twelve runs an hour share a budget: this one is all of it.
  const summary = await stage.poll({ budget: 12 * PACKAGES });
  const milliseconds = performance.now() - started;
  const all = stage.server.taken();
  const unchanged = PACKAGES - learned;
  if (summary.learned !== learned || summary.unchanged !== unchanged)
    throw new Error(`expected ${learned} learned and ${unchanged} unchanged, found ${JSON.stringify(summary)}`);
  const bytes = all.reduce((sum: number, request: PackumentRequest) => sum + request.bytes, 0);
  process.stderr.write(`${all.length} requests, ${bytes} bytes, ${milliseconds.toFixed(0)} ms\n`);
  return { requests: all.length, bytes, milliseconds };
}

await printWhenAlone(import.meta, run);
