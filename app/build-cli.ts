import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * `node app/build-cli.ts`: bundles the command line to `dist/` for the published package, which runs on every Node that
 * `engines` allows. Dependencies stay outside, and what a command loads only when it runs stays apart.
 */
const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist');
await rm(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'app/cli.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
});
