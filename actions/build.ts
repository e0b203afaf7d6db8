import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { licensesOf } from './licenses-of.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = 'actions/dist';

/**
 * What runners start, and what that loads only where no service is asked. One file would hold both, and reading it takes longer than all
 * the rest: V8 parses the whole of a module before its first line runs.
 */
const BUNDLES = { 'gate.js': 'actions/gate/main.ts', 'checkout.js': 'actions/gate/checkout/ask-checkout.ts' } as const;

/** All files of the action by their names, as runners start them: they install nothing. The same source gives the same bytes. */
export async function bundleActions(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const used = new Set<string>();
  for (const [name, entry] of Object.entries(BUNDLES)) {
    const { outputFiles, metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      outfile: `${DIST}/${name}`,
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      // jsonc-parser's other form asks for its parts by names that no bundler sees.
      mainFields: ['module', 'main'],
      target: 'node24',
      minify: true,
      // What is thrown is told by its name.
      keepNames: true,
      charset: 'utf8',
      legalComments: 'none',
      ...(name === 'checkout.js' ? { banner: { js: CREATE_REQUIRE } } : {}),
      plugins: [checkoutApart, nothingAtImport, withoutLocales],
      logLevel: 'warning',
    });
    files.set(name, outputFiles[0]!.text);
    for (const input of Object.keys(metafile.inputs)) used.add(input);
  }
  files.set('licenses.txt', await licensesOf(ROOT, used));
  return files;
}

/** Packages in CommonJS ask for Node's own modules by `require`, which modules do not have. */
const CREATE_REQUIRE =
  "import { createRequire as lockkeeperRequire } from 'node:module';\nconst require = lockkeeperRequire(import.meta.url);";

const checkoutApart: Plugin = {
  name: 'checkout-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/ask-checkout\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './checkout.js', external: true } : undefined,
    );
  },
};

/** No file of ours but an entry does anything when it is imported (ARCHITECTURE.md), so that what nobody uses can be left out. */
const nothingAtImport: Plugin = {
  name: 'nothing-at-import',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.{1,2}\// }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'asked' || options.importer.includes('node_modules')) return undefined;
      const { path: found, external, errors } = await resolve(path, { ...options, pluginData: 'asked' });
      return errors.length > 0 ? { errors } : { path: found, external, sideEffects: false };
    });
  },
};

/** zod's messages in fifty languages: a third of all that is bundled, and none of it is shown. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: join(ROOT, 'node_modules/zod/v4/locales'),
    }));
  },
};

/** `node actions/build.ts [--check]`: writes the bundles, or fails naming those that are not what the source builds. */
async function main({ check }: { check: boolean }): Promise<void> {
  await mkdir(join(ROOT, DIST), { recursive: true });
  for (const [name, wanted] of await bundleActions()) {
    const file = join(ROOT, DIST, name);
    if (wanted === (await readFile(file, 'utf8').catch(() => ''))) continue;
    if (!check) await writeFile(file, wanted);
    console.log(
      check
        ? `not up to date: ${DIST}/${name}. Run npm run build:actions and commit the result.`
        : `written: ${DIST}/${name}`,
    );
    if (check) process.exitCode = 1;
  }
}

if (import.meta.main) await main({ check: process.argv.includes('--check') });
