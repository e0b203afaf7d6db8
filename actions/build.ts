import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
/** Relative to the repository. */
export const BUNDLES = { gate: { from: 'actions/gate/main.ts', to: 'actions/dist/gate.js' } } as const;

/**
 * The action as one file, as runners start it: they install nothing. The same source gives the same bytes, on every machine. What is
 * loaded lazily stays in the file as functions that nothing has called yet.
 */
export async function bundleAction(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    charset: 'utf8',
    legalComments: 'inline',
    banner: {
      js: "import { createRequire as lockkeeperRequire } from 'node:module';\nconst require = lockkeeperRequire(import.meta.url);",
    },
    plugins: [nothingAtImport],
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

/** No file of ours but an entry does anything when it is imported (ARCHITECTURE.md), so that what nobody uses can be left out. */
const nothingAtImport: Plugin = {
  name: 'nothing-at-import',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.{1,2}\// }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'asked' || options.importer.includes('node_modules')) return undefined;
      const { path: found, errors } = await resolve(path, { ...options, pluginData: 'asked' });
      return errors.length > 0 ? { errors } : { path: found, sideEffects: false };
    });
  },
};

/** `node actions/build.ts [--check]`: writes the bundles, or fails naming those that are not what the source builds. */
async function main({ check }: { check: boolean }): Promise<void> {
  for (const { from, to } of Object.values(BUNDLES)) {
    const wanted = await bundleAction(from);
    const file = join(ROOT, to);
    if (wanted === (await readFile(file, 'utf8').catch(() => ''))) continue;
    if (!check) await writeFile(file, wanted);
    console.log(check ? `not up to date: ${to}. Run npm run build:actions and commit the result.` : `written: ${to}`);
    if (check) process.exitCode = 1;
  }
}

if (import.meta.main) await main({ check: process.argv.includes('--check') });
