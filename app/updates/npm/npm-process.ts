import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Breach, boundProcess, killGroup } from '../run/bound-process.ts';
import type { RunOutcome } from '../run/run-bounded.ts';
import type { NpmAnswer, NpmTask } from './npm-child.ts';
import type { NpmRun } from './run-npm.ts';

/** Beside this file, or beside the bundle that it went into. */
const CHILD = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './npm-child.ts' : './npm-child.js', import.meta.url),
);
const IDLE_MS = 5000;
const KEPT_OUTPUT = 64 * 1024;

/** A process that has npm's library loaded and does one task at a time. */
export interface NpmProcess {
  ask(task: NpmTask, bounds: Pick<NpmRun, 'limits' | 'signal'>): Promise<{ answer: NpmAnswer } | RunOutcome>;
  memoryMb: number;
  end(): void;
}

/**
 * Loading npm's library takes longer than most tasks do: a process that is done waits a moment for the next one, which is as a rule
 * the check of what it has just written.
 */
let idle: { npm: NpmProcess; timer: NodeJS.Timeout } | undefined;

export function takeNpm({ limits, cacheFolder }: Pick<NpmRun, 'limits' | 'cacheFolder'>): NpmProcess {
  const waiting = idle;
  if (waiting === undefined) return startNpm(limits.memoryMb, cacheFolder);
  idle = undefined;
  clearTimeout(waiting.timer);
  if (waiting.npm.memoryMb === limits.memoryMb) return waiting.npm;
  waiting.npm.end();
  return startNpm(limits.memoryMb, cacheFolder);
}

/** Has one load while other things are looked at. */
export function readyNpm(run: Pick<NpmRun, 'limits' | 'cacheFolder'>): void {
  if (idle === undefined) giveBackNpm(takeNpm(run));
}

export function giveBackNpm(npm: NpmProcess): void {
  if (idle !== undefined) npm.end();
  else idle = { npm, timer: setTimeout(endIdleNpm, IDLE_MS).unref() };
}

export function endIdleNpm(): void {
  if (idle === undefined) return;
  clearTimeout(idle.timer);
  idle.npm.end();
  idle = undefined;
}

function startNpm(memoryMb: number, cacheFolder: string): NpmProcess {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${memoryMb}`, '--disable-warning=ExperimentalWarning', CHILD],
    {
      cwd: tmpdir(),
      env: { PATH: '', HOME: '/nonexistent', LANG: 'C.UTF-8', NODE_COMPILE_CACHE: `${cacheFolder}/compiled` },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      output[name] = (output[name] + text).slice(-KEPT_OUTPUT);
    });
  }
  // While it waits it does not keep us alive; it ends when we do.
  for (const handle of handlesOf(child)) handle.unref();
  child.on('error', () => {});

  return {
    memoryMb,
    end: () => killGroup(child.pid!),
    ask: (task, { limits, signal }) =>
      new Promise((resolve) => {
        if (child.pid === undefined) return resolve({ kind: 'missing', cause: new Error('no process') });
        if (signal?.aborted) {
          killGroup(child.pid);
          return resolve({ kind: 'stopped' });
        }
        let breach: Breach | undefined;
        const bounds = boundProcess({ pid: child.pid, limits, signal }, (reason) => {
          breach = reason;
        });
        for (const handle of handlesOf(child)) handle.ref();
        const closed = (code: number | null) => done(breach ?? { kind: 'ended', code, ...output });
        const answered = (answer: unknown) => done({ answer: answer as NpmAnswer });
        child.once('close', closed);
        child.once('message', answered);
        child.send(task, () => {});

        function done(outcome: { answer: NpmAnswer } | RunOutcome): void {
          bounds.release();
          child.off('close', closed);
          child.off('message', answered);
          for (const handle of handlesOf(child)) handle.unref();
          resolve(outcome);
        }
      }),
  };
}

interface Handle {
  ref(): void;
  unref(): void;
}

function handlesOf(child: ChildProcess): Handle[] {
  return [child, child.channel, child.stdout, child.stderr].filter((each) => each != null) as unknown as Handle[];
}
