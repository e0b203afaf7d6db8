import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pacote from 'pacote';
import { major, maxSatisfying } from 'semver';
import { EditError } from '../edit-failure.ts';
import { type RegistrySettings, signInOptions } from '../registry/registry-settings.ts';
import type { ChosenProgram } from './choose-program.ts';
import { type Packaged, packagedAs } from './packaged-as.ts';

/** A package manager that is ready to be run. */
export interface Program {
  format: ChosenProgram['format'];
  version: string;
  /** `pnpm 10.4.1`. */
  label: string;
  command: string;
  /** What comes before its own arguments. */
  args: readonly string[];
  /** Its main file. */
  file: string;
}

export interface ObtainOptions {
  cacheFolder: string;
  registry: RegistrySettings;
}

/**
 * A package manager from the npm registry: its archive is checked with the registry's integrity, unpacked and kept. Nothing of it
 * is run here, no install script either.
 */
export async function obtainProgram(chosen: ChosenProgram, options: ObtainOptions): Promise<Program> {
  const { cacheFolder, registry } = options;
  const client = {
    ...signInOptions(registry.credentials),
    ...(registry.default === undefined ? {} : { registry: registry.default }),
    cache: join(cacheFolder, 'registry'),
    fetchRetries: 2,
    fetchRetryMintimeout: 500,
    fetchRetryMaxtimeout: 5000,
    timeout: 60_000,
  };
  const parent = join(cacheFolder, 'programs');
  const named = packagedAs(chosen, chosen.wanted);
  const version =
    (await unpackedVersion(parent, named.package, chosen.wanted)) ??
    (await asFailure(chosen, () => pacote.manifest(`${named.package}@${chosen.wanted}`, client))).version;
  const packaged = packagedAs(chosen, version);
  const folder = join(parent, folderName(packaged.package, version));
  if (!(await exists(folder))) await asFailure(chosen, () => unpack(`${packaged.package}@${version}`, folder, client));
  return programAt(folder, packaged, chosen, version);
}

/** What is there already serves as well as a newer one, also when the registry is away. */
async function unpackedVersion(parent: string, name: string, wanted: string): Promise<string | undefined> {
  const prefix = folderName(name, '');
  const folders = await readdir(parent).catch(() => []);
  const versions = folders.filter((folder) => folder.startsWith(prefix)).map((folder) => folder.slice(prefix.length));
  return maxSatisfying(versions, wanted) ?? undefined;
}

function folderName(name: string, version: string): string {
  return `${name.replace('/', '+')}@${version}`;
}

/** Whoever unpacks it first has it; the folder is there only when it is whole. */
async function unpack(spec: string, folder: string, client: Record<string, unknown>): Promise<void> {
  const parent = join(folder, '..');
  await mkdir(parent, { recursive: true });
  const made = await mkdtemp(join(parent, 'unpacking-'));
  try {
    await pacote.extract(spec, made, client);
    await rename(made, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function programAt(folder: string, packaged: Packaged, chosen: ChosenProgram, version: string): Promise<Program> {
  const names = await readdir(join(folder, packaged.folder));
  const name = packaged.files.find((each) => names.includes(each));
  if (name === undefined) {
    throw new EditError('program', `${packaged.package}@${version} holds no ${packaged.files.join(' or ')}.`);
  }
  const file = join(folder, packaged.folder, name);
  const label = `${chosen.name} ${version}`;
  return packaged.native
    ? { format: chosen.format, version, label, command: file, args: [], file }
    : { format: chosen.format, version, label, command: process.execPath, args: [file], file };
}

async function asFailure<T>({ name, wanted }: ChosenProgram, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EditError) throw error;
    throw new EditError('registry', `${name} ${wanted} cannot be had from the registry: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

export function majorOf({ version }: Program): number {
  return major(version);
}
