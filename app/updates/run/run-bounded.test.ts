import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { runBounded } from './run-bounded.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-bounds-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, rest: Partial<Parameters<typeof runBounded>[0]> = {}) {
  return runBounded({
    command: process.execPath,
    args: ['-e', script],
    cwd: folder,
    env: {},
    limits: { seconds: 20, memoryMb: 400 },
    ...rest,
  });
}

test('gives both outputs, the exit code, and what was written to it', async () => {
  const script =
    'process.stdin.on("data", (text) => { console.log(String(text)); console.error("e"); process.exitCode = 3; })';
  expect(await run(script, { input: 'given' })).toEqual({ kind: 'ended', code: 3, stdout: 'given\n', stderr: 'e\n' });
});

test('passes nothing of our environment on', async () => {
  process.env['LOCKKEEPER_TEST_SECRET'] = 'secret';
  const outcome = await run('console.log(JSON.stringify(process.env))', { env: { A: '1' } });
  delete process.env['LOCKKEEPER_TEST_SECRET'];
  expect(outcome).toMatchObject({ kind: 'ended', stdout: expect.not.stringContaining('secret') });
});

test('keeps the end of what is said without end', async () => {
  const script = 'for (let i = 0; i < 100_000; i++) process.stdout.write(i + " and more words\\n")';
  const outcome = await run(script, { keptOutput: 1000 });
  expect(outcome).toMatchObject({ kind: 'ended', stdout: expect.stringMatching(/99999 and more words\n$/) });
  expect(outcome.kind === 'ended' && outcome.stdout.length).toBe(1000);
});

/** A child that it starts and forgets, as package managers do: it has to go as well. */
const withChild = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  require('node:fs').writeFileSync('child', String(child.pid));
`;

test('kills what takes too long, with all that it started', async () => {
  const started = performance.now();
  const outcome = await run(`${withChild} setInterval(() => {}, 1000)`, { limits: { seconds: 1, memoryMb: 400 } });
  expect(outcome).toEqual({ kind: 'time' });
  expect(performance.now() - started).toBeLessThan(5000);
  expect(await isGone(Number(readFileSync(join(folder, 'child'), 'utf8')))).toBe(true);
});

test('kills what a program leaves behind', async () => {
  expect(await run(`${withChild} setTimeout(() => process.exit(0), 300)`)).toMatchObject({ kind: 'ended', code: 0 });
  expect(await isGone(Number(readFileSync(join(folder, 'child'), 'utf8')))).toBe(true);
});

test('kills what fills memory', async () => {
  const script = 'const held = []; setInterval(() => held.push(Buffer.alloc(20_000_000, 1)), 10)';
  expect(await run(script)).toEqual({ kind: 'memory', usedMb: expect.any(Number) });
});

test('stops when it is no longer wanted, and does not begin then', async () => {
  const wanted = new AbortController();
  setTimeout(() => wanted.abort(), 300);
  expect(await run('setInterval(() => {}, 1000)', { signal: wanted.signal })).toEqual({ kind: 'stopped' });
  expect(await run('', { signal: wanted.signal })).toEqual({ kind: 'stopped' });
});

test('tells a program that is not there', async () => {
  const outcome = await run('', { command: join(folder, 'nothing') });
  expect(outcome).toMatchObject({ kind: 'ended', code: 127 });
});

async function isGone(pid: number): Promise<boolean> {
  for (let round = 0; round < 200; round++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    if (isZombie(pid)) return true;
    await sleep(50);
  }
  return false;
}

/** Dead, but not yet collected by whoever is its parent now: that can take a machine's init a while. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
