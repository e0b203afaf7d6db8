import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configJsonSchema } from './config-json-schema.ts';

/** `node scanners/config/write-schema.ts [--write]`: writes the published JSON Schema, or says whether it is up to date. */
const file = 'docs/lockkeeper.schema.json';
const path = join(import.meta.dirname, '../..', file);
const wanted = configJsonSchema();
if (process.argv.includes('--write')) await writeFile(path, wanted);
else if ((await readFile(path, 'utf8').catch(() => '')) !== wanted) {
  console.error(`${file} is not up to date. Run: node scanners/config/write-schema.ts --write`);
  process.exitCode = 1;
}
