import { randomUUID } from 'node:crypto';
import { appendFileSync, writeSync } from 'node:fs';
import { run } from './run.ts';

process.exitCode = await run({
  env: process.env,
  fetch: globalThis.fetch,
  now: () => new Date(),
  print: (text) => void writeSync(1, text),
  append: (file, text) => appendFileSync(file, text),
  newId: randomUUID,
});
