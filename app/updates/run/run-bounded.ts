import { spawn } from 'node:child_process';
import type { EditLimits } from '../edit-request.ts';
import { groupMemory } from './group-memory.ts';

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
  | { kind: 'time' | 'stopped' }
  | { kind: 'memory'; usedMb: number }
  | { kind: 'missing'; cause: unknown };

const KEPT_OUTPUT = 256 * 1024;
const MEMORY_CHECK_MS = 200;

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
    let killedFor: RunOutcome | undefined;
    const timer = setTimeout(() => kill({ kind: 'time' }), limits.seconds * 1000);
    const watch = setInterval(() => {
      const usedMb = groupMemory(child.pid!);
      if (usedMb > limits.memoryMb) kill({ kind: 'memory', usedMb });
    }, MEMORY_CHECK_MS);
    const stop = () => kill({ kind: 'stopped' });
    signal?.addEventListener('abort', stop, { once: true });

    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] = (output[name] + text).slice(-(run.keptOutput ?? KEPT_OUTPUT));
      });
    }
    child.stdin.on('error', () => {});
    child.stdin.end(run.input ?? '');
    child.on('error', (cause) => end({ kind: 'missing', cause }));
    child.on('exit', () => killGroup());
    child.on('close', (code) => end(killedFor ?? { kind: 'ended', code, ...output }));

    function kill(reason: RunOutcome): void {
      killedFor ??= reason;
      killGroup();
    }

    /** Also what the program left behind: it would keep the pipes open. */
    function killGroup(): void {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The group is gone already.
      }
    }

    function end(outcome: RunOutcome): void {
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener('abort', stop);
      resolve(outcome);
    }
  });
}
