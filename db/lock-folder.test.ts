import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from './lock-folder.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'lockkeeper-lock-'));
const lockIn = (folder: string) => join(folder, 'lockkeeper.lock');

async function writeLock(folder: string, owner: object | string, age = 0): Promise<void> {
  await writeFile(lockIn(folder), typeof owner === 'string' ? owner : JSON.stringify(owner));
  const time = new Date(Date.now() - age);
  await utimes(lockIn(folder), time, time);
}

test('makes the folder, refuses a second use, and is free after disposal', async () => {
  const folder = join(await newFolder(), 'new');
  const first = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
  await expect(lockFolder(folder)).rejects.toThrow(`found process ${process.pid} on ${hostname()}`);
  await expect(lockFolder(folder)).rejects.toThrow(/Stop that process, .*LOCKKEEPER_DATA_FOLDER.*DATABASE_URL/);
  await first[Symbol.asyncDispose]();
  await (await lockFolder(folder))[Symbol.asyncDispose]();
});

test('takes over from a process that is dead', async () => {
  const folder = await newFolder();
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeLock(folder, { pid: child.pid, host: hostname(), startedAt: 'then' });
  await using _ = await lockFolder(folder);
  expect(JSON.parse(await readFile(lockIn(folder), 'utf8'))).toMatchObject({ pid: process.pid });
});

test.each<[string, object | string, number, boolean]>([
  ['a process that lives', { pid: process.ppid, host: hostname() }, 0, true],
  [
    'a process that has our own number, as in a container that was started again',
    { pid: process.pid, host: hostname() },
    0,
    false,
  ],
  ['a number that another process has by now', { pid: process.ppid, host: hostname() }, 60_000, false],
  ['another host', { pid: 1, host: 'elsewhere' }, 0, true],
  ['another host that fell silent', { pid: 1, host: 'elsewhere' }, 60_000, false],
  ['a lock that is just being written', '', 0, true],
  ['a lock that was cut off', '{"pid":', 60_000, false],
])('a lock of %s', async (_, owner, age, holds) => {
  const folder = await newFolder();
  await writeLock(folder, owner, age);
  if (holds) await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
  else await (await lockFolder(folder))[Symbol.asyncDispose]();
});

test('of several that start at once, one gets it', async () => {
  const folder = await newFolder();
  await writeLock(folder, { pid: 1, host: 'elsewhere' }, 60_000);
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
