import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

interface Owner {
  pid: number;
  host: string;
  startedAt: string;
}

const FILE = 'lockkeeper.lock';
/** How often the owner shows that it lives, and how long it may be silent. */
const BEAT_MS = 5_000;
const SILENT_MS = 30_000;

/**
 * Makes this process the only one that uses a data folder: the embedded database is for one process, and two would destroy
 * it. A lock whose owner is dead is taken over. Released on disposal.
 * @throws FolderInUseError naming the owner and the cure.
 */
export async function lockFolder(folder: string): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, FILE);
  if (!(await tryCreate(path))) {
    const owner = await findOwner(path);
    if (owner !== undefined) throw inUse(folder, path, owner);
    await takeOver(folder, path);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS);
  beat.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(beat);
      held.delete(path);
      await rm(path, { force: true });
    },
  };
}

/** Only one process at a time removes a stale lock, and looks once more: it may remove the fresh lock of another otherwise. */
async function takeOver(folder: string, path: string): Promise<void> {
  const turn = `${path}.takeover`;
  const { mtimeMs } = await stat(turn).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  // Left by a process that was killed in the middle of this function.
  if (Date.now() - mtimeMs > SILENT_MS) await rm(turn, { force: true });
  if (!(await tryCreate(turn))) throw inUse(folder, path);
  try {
    const owner = await findOwner(path);
    if (owner !== undefined) throw inUse(folder, path, owner);
    await rm(path, { force: true });
    if (!(await tryCreate(path))) throw inUse(folder, path, await findOwner(path));
  } finally {
    held.delete(turn);
    await rm(turn, { force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  const owner: Owner = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
  try {
    await using file = await open(path, 'wx');
    await file.writeFile(`${JSON.stringify(owner)}\n`);
    held.add(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Folders that this very process has locked: its own pid in a file may also be left of an earlier one, as in containers. */
const held = new Set<string>();

/** Undefined where the lock is stale: its owner is dead, or (on another host) has been silent for long. */
async function findOwner(path: string): Promise<Partial<Owner> | undefined> {
  let owner: Partial<Owner>;
  let silentFor: number;
  try {
    owner = JSON.parse(await readFile(path, 'utf8')) as Partial<Owner>;
    silentFor = Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // It is just being written, or was cut off.
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
    return age > SILENT_MS ? undefined : {};
  }
  if (owner.host !== hostname()) return silentFor > SILENT_MS ? undefined : owner;
  if (owner.pid === process.pid) return held.has(path) ? owner : undefined;
  return isAlive(owner.pid) && silentFor <= SILENT_MS ? owner : undefined;
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inUse(folder: string, path: string, owner: Partial<Owner> = {}): FolderInUseError {
  const { pid = '(unknown)', host = hostname(), startedAt = '(unknown)' } = owner;
  return new FolderInUseError(
    `${folder}: expected a data folder that no other process uses, found process ${pid} on ${host} using it since ${startedAt}. ` +
      `Stop that process, name another folder with LOCKKEEPER_DATA_FOLDER, or use PostgreSQL with DATABASE_URL. ` +
      `(Where no such process is left, the lock ${path} is taken over ${SILENT_MS / 1000} seconds after it fell silent.)`,
  );
}
