import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { type BenchRow, withinBound } from './bench-row.ts';

/**
 * `npm run bench [-- name…]`: runs every `*.bench.ts` (or those whose path contains a name) in a process of its own,
 * prints the rows and exits 1 when a ratio passes its bound.
 */
const wanted = process.argv.slice(2);
const files = globSync('bench/**/*.bench.ts')
  .sort()
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));
const rows: BenchRow[] = [];
for (const file of files) {
  process.stderr.write(`${file} …\n`);
  rows.push(...runFile(file));
}
console.log(tableOf(rows));
process.exitCode = rows.every(withinBound) && rows.length > 0 ? 0 : 1;

/** The rows come back on a pipe of their own, so a bench may print what it likes. */
function runFile(file: string): BenchRow[] {
  const script = `
    const { run } = await import(${JSON.stringify(join(process.cwd(), file))});
    const rows = await run();
    (await import('node:fs')).writeSync(3, JSON.stringify(rows));
    process.exit(0);
  `;
  const child = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`${file} ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.output[3] ?? '[]') as BenchRow[];
}

function tableOf(all: BenchRow[]): string {
  const table = new Table({
    head: ['what', 'ours', 'peer', 'theirs', 'unit', 'ratio', 'bound', ''],
    style: { head: [], border: [] },
  });
  for (const row of all) {
    const bound = row.bound === undefined ? '' : `${row.better === 'higher' ? '≥' : '≤'} ${row.bound}`;
    const verdict = row.bound === undefined ? '' : withinBound(row) ? 'ok' : 'OVER';
    table.push([row.what, figure(row.ours), row.peer, figure(row.theirs), row.unit, figure(row.ratio), bound, verdict]);
  }
  return table.toString();
}

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3);
}
