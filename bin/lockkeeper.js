#!/usr/bin/env node
// Starts the command line: the bundle of a published package, or the TypeScript of a clone. Written for any Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundle = new URL('../dist/cli.js', import.meta.url);
const source = new URL('../app/cli.ts', import.meta.url);
const ownNode = new URL('../node_modules/.bin/node', import.meta.url);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major >= 24 || (major === 22 && minor >= 18) || (major === 23 && minor >= 6);

// A clone has sources; the bundle that packing leaves in it grows old.
if (!existsSync(source)) {
  const old = major < 20 || (major === 20 && minor < 17);
  if (old) fail(`expected Node 20.17 or later, found ${process.version}. Install a newer one (https://nodejs.org).`);
  else await import(bundle.href);
} else if (runsTypeScript) {
  await import(source.href);
} else if (existsSync(ownNode)) {
  const { status, error } = spawnSync(fileURLToPath(ownNode), [fileURLToPath(source), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (error) fail(`${fileURLToPath(ownNode)} could not be started: ${error.message}. Run npm ci.`);
  else process.exitCode = status ?? 2;
} else {
  fail(`expected Node 24 (found ${process.version}) or the one that npm ci puts into node_modules. Run npm ci.`);
}

function fail(message) {
  console.error(`error: lockkeeper: ${message}`);
  process.exitCode = 2;
}
