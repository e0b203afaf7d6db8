import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runCli } from '../../app/cli/run-cli.ts';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export const ROOT = join(import.meta.dirname, '../..');

/** The command line as a process of its own, its output in pipes, with no more environment than it is given. */
export async function runLockkeeper(
  args: readonly string[],
  {
    folder = ROOT,
    env = {},
    script = join(ROOT, 'app/cli.ts'),
  }: { folder?: string; env?: NodeJS.ProcessEnv; script?: string } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

export interface HereOptions {
  folder?: string;
  env?: NodeJS.ProcessEnv;
  now?: Date;
}

/** The same within this process, which is far faster: all that `app/cli.ts` adds is the process's own streams. */
export async function runHere(
  args: readonly string[],
  { folder = ROOT, env = {}, now }: HereOptions = {},
): Promise<Outcome> {
  const outcome = { stdout: '', stderr: '' };
  const capture = (name: keyof typeof outcome) => ({
    write: (text: string): void => {
      outcome[name] += text;
    },
  });
  const code = await runCli(args, {
    stdout: capture('stdout'),
    stderr: capture('stderr'),
    env,
    folder,
    now: () => now ?? new Date(),
    newId: () => '3e671687-395b-41f5-a30f-a58921a69b79',
    fetch,
  });
  return { code, ...outcome };
}
