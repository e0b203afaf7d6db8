import { pino } from 'pino';
import { hourlyRun } from '../../app/jobs/hourly-run.ts';
import { openDatabase } from '../../db/open-database.ts';
import { sourceOf } from './small-organisation.ts';

/** A worker in a process of its own, to be killed: `node hourly-worker.ts <database address> <phase>`. */
const [url = '', phase = '1'] = process.argv.slice(2);
await using database = await openDatabase({ kind: 'postgres', url, poolSize: 2 });
// From here on it is in the middle of its work.
process.stdout.write('working\n');
const context = { db: database.db, log: pino({ level: 'silent' }), now: () => new Date() };
const { sourceFailure } = await hourlyRun(context, sourceOf(Number(phase)));
if (sourceFailure !== undefined) throw sourceFailure;
process.stdout.write('done\n');
