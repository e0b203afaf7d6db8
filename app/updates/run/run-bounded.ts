import { spawn } from 'node:child_process';
import type { EditLimits } from '../edit-request.ts';
import { type Breach, boundProcess, killGroup } from './bound-process.ts';

export interface BoundedRun {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment: nothing of ours is passed on. */
  env: Readonly<Record<string, string>>;
  input?: string;
  /** Characters kept of each of its outputs, counted from the end. */
  keptOutput?: number;
  limits: Pick<EditLimits, 'seconds' | 'memoryMb'>;
  signal?: AbortSignal;
}

export type RunOutcome =
  | { kind: 'ended'; code: number | null; stdout: string; stderr: string }
  | Breach
  | { kind: 'missing'; cause: unknown };

const KEPT_OUTPUT = 256 * 1024;

/**
 * Runs a program in a process group of its own, and kills the whole group when it takes too long, holds too much memory or is no
 * longer wanted. Of its output only the end is kept. Should our own process die, the limit on processor time still holds.
 */
export function runBounded(run: BoundedRun): Promise<RunOutcome> {
  const { limits, signal } = run;
  if (signal?.aborted) return Promise.resolve({ kind: 'stopped' });
  return new Promise((resolve) => {
    const script = `ulimit -c 0; ulimit -t ${Math.ceil(limits.seconds) * 2}; exec "$0" "$@"`;
    const child = spawn('/bin/sh', ['-c', script, run.command, ...run.args], {
      cwd: run.cwd,
      env: run.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    let breach: Breach | undefined;
    const bounds =
      child.pid === undefined
        ? undefined
        : boundProcess({ pid: child.pid, limits, signal }, (reason) => {
            breach = reason;
          });

    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] = (output[name] + text).slice(-(run.keptOutput ?? KEPT_OUTPUT));
      });
    }
    child.stdin.on('error', () => {});
    child.stdin.end(run.input ?? '');
    child.on('error', (cause) => end({ kind: 'missing', cause }));
    // What the program left behind would keep the pipes open.
    child.on('exit', () => killGroup(child.pid!));
    child.on('close', (code) => end(breach ?? { kind: 'ended', code, ...output }));

    function end(outcome: RunOutcome): void {
      bounds?.release();
      resolve(outcome);
    }
  });
}
