import { writeFile } from 'node:fs/promises';
import { migrate } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import { dumpSchema } from './schema-dump.ts';

/** Prints the schema that the migrations make; with `--write` into db/schema.txt, for people and for the drift test. */
async function main(): Promise<void> {
  await using database = await openDatabase({ kind: 'pglite' });
  await migrate(database.db);
  const dump = await dumpSchema(database.db);
  if (process.argv.includes('--write')) await writeFile(new URL('schema.txt', import.meta.url), dump);
  else process.stdout.write(dump);
}

await main();
