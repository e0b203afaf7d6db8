import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { buildCli } from '../../app/build-cli.ts';
import { ROOT, runLockkeeper } from './run-lockkeeper.ts';
import { packageLock, recordLines, scratch } from './scratch.ts';

/** What npm puts into a published package, installed beside its dependencies. */
async function installPackage(): Promise<string> {
  const folder = scratch();
  const home = join(folder, 'node_modules/lockkeeper');
  mkdirSync(home, { recursive: true });
  cpSync(join(ROOT, 'bin'), join(home, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(home, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  await buildCli(join(home, 'dist'));
  return join(home, 'bin/lockkeeper.js');
}

test('the published package and a clone do the same', async () => {
  const published = await installPackage();
  const folder = scratch({ 'package-lock.json': packageLock({ alpha: '1.0.0' }), 'osv.ndjson': recordLines() });
  const scan = (script: string) => runLockkeeper(['scan', '--osv', 'export:osv.ndjson'], { folder, script });
  const outcome = await scan(published);
  expect(outcome).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('1 finding (1 high)') });
  expect(await scan(join(ROOT, 'bin/lockkeeper.js'))).toEqual(outcome);
  for (const format of ['json', 'sarif', 'cyclonedx', 'markdown']) {
    const args = ['scan', '--osv', 'export:osv.ndjson', '--format', format];
    expect(await runLockkeeper(args, { folder, script: published }), format).toMatchObject({ code: 1, stderr: '' });
  }
  const migrated = await runLockkeeper(['migrate'], { folder, script: published });
  expect(migrated).toMatchObject({ code: 0, stdout: expect.stringContaining('0001-first') });
});

test('scan loads nothing of the database and the service', async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['app/cli/scan/scan.ts'],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: 'dist',
    splitting: true,
  });
  const files = Object.keys(metafile.inputs);
  expect(files).toContain('scanners/osv/matcher.ts');
  expect(files.filter((file) => /^(?:db|app\/(?!cli))/.test(file))).toEqual([]);
  const packages = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  expect(packages.filter((name) => /kysely|pg|probot|pino/.test(name))).toEqual([]);
});
