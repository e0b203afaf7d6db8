import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedPages } from './generated-pages.ts';

/** `node docs/generate.ts [--write]`: writes every generated page, or fails naming those that are not up to date. */
const write = process.argv.includes('--write');
const root = join(import.meta.dirname, '..');
const stale: string[] = [];
for (const { file, render } of generatedPages) {
  const path = join(root, file);
  const current = await readFile(path, 'utf8').catch(() => '');
  const wanted = await render(current);
  if (current === wanted) continue;
  stale.push(file);
  if (write) await writeFile(path, wanted);
}
if (stale.length > 0) {
  console.log(
    write
      ? `written: ${stale.join(', ')}`
      : `not up to date: ${stale.join(', ')}. Run npm run generate and commit the result.`,
  );
  process.exitCode = write ? 0 : 1;
}
