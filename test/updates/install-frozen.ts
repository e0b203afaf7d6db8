import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import registryFetch from 'npm-registry-fetch';
import { programFor } from '../../app/updates/programs/program-for.ts';
import { type LockfileFormat, parseLockfile } from '../../scanners/lockfiles/index.ts';
import { SURROUNDINGS, TEST_CACHE } from './registry-there.ts';

export interface ToInstall {
  files: ReadonlyMap<string, string>;
  lockfilePath: string;
  /** Where the files were written to. */
  folder: string;
}

const run = promisify(execFile);

/**
 * The package manager's own frozen install, whole, with scripts off: it fails where the lockfile is not exactly what the manifests
 * ask for, or where an archive is another than the lockfile says.
 * @returns which program that was
 */
export async function installFrozen(project: ToInstall): Promise<string> {
  const { folder, files, lockfilePath: path } = project;
  await toRealRegistry(join(folder, path));
  const lockfile = parseLockfile({ path, text: files.get(path)! });
  const { format } = lockfile;
  const program = await programFor({ ...SURROUNDINGS, ...project, format }, lockfile);
  const args = [...(program?.args ?? []), ...ARGUMENTS[format]];
  await run(program?.command ?? 'npm', args, {
    cwd: folder,
    // The machine's own settings lead to the registry: its proxy, its certificates.
    env: { ...process.env, ...ENVIRONMENT },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 240_000,
    killSignal: 'SIGKILL',
  }).catch(({ stdout, stderr }: { stdout?: string; stderr?: string }) => {
    throw new Error(`${program?.label ?? 'npm'}: ${`${stdout}\n${stderr}`.trim().slice(-5000)}`);
  });
  return program?.label ?? 'npm';
}

const ARGUMENTS: Record<LockfileFormat, readonly string[]> = {
  npm: [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--replace-registry-host=never',
    '--cache',
    `${TEST_CACHE}/npm`,
  ],
  pnpm: [
    '--config.manage-package-manager-versions=false',
    'install',
    '--frozen-lockfile',
    '--ignore-scripts',
    '--store-dir',
    `${TEST_CACHE}/pnpm`,
  ],
  'yarn-v1': ['install', '--frozen-lockfile', '--ignore-scripts', '--non-interactive'],
  'yarn-berry': ['install', '--immutable', '--mode=skip-build'],
  bun: ['install', '--frozen-lockfile', '--ignore-scripts'],
};

/** Each keeps what it downloaded; yarn 4 unpacks as the others do, so that what it installed can be looked at. */
const ENVIRONMENT = {
  CI: '1',
  NO_COLOR: '1',
  YARN_CACHE_FOLDER: `${TEST_CACHE}/yarn-v1`,
  YARN_GLOBAL_FOLDER: `${TEST_CACHE}/yarn-berry`,
  YARN_NODE_LINKER: 'node-modules',
  YARN_ENABLE_TELEMETRY: '0',
  BUN_INSTALL_CACHE_DIR: `${TEST_CACHE}/bun`,
  npm_config_fetch_retries: '1',
};

/** The projects' lockfiles name an invented registry, which has nothing to give. */
async function toRealRegistry(lockfile: string): Promise<void> {
  const text = await readFile(lockfile, 'utf8');
  const real = registryFetch.pickRegistry('a', {});
  await writeFile(lockfile, text.replaceAll('https://registry.example.org/', real));
}
