import { appendFileSync, writeFileSync } from 'node:fs';
import { run } from './run.ts';

const code = await run({
  env: process.env,
  fetch: globalThis.fetch,
  now: () => new Date(),
  print: (text) => writeFileSync(1, text),
  append: (file, text) => appendFileSync(file, text),
});

// All was written synchronously, and a line that hangs is not waited for.
process.exit(code);
