import type { BenchRow } from '../bench-row.ts';

/** Lets a bench be run by itself, `node bench/db/x.bench.ts`: prints its rows. */
export async function printWhenAlone(meta: ImportMeta, run: () => Promise<BenchRow[]>): Promise<void> {
  if (meta.main) console.table(await run());
}
