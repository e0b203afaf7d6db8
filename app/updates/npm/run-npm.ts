import { fileURLToPath } from 'node:url';
import { EditError } from '../edit-failure.ts';
import type { EditLimits } from '../edit-request.ts';
import { expectEnded } from '../run/expect-ended.ts';
import { runBounded } from '../run/run-bounded.ts';
import type { Scratch } from '../run/scratch.ts';
import type { NpmAnswer, NpmTask } from './npm-child.ts';

/** Beside this file, or beside the bundle that it went into. */
const CHILD = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './npm-child.ts' : './npm-child.js', import.meta.url),
);

/** Has npm's library do one task in a process of its own. */
export async function runNpm(
  task: NpmTask,
  {
    scratch,
    limits,
    signal,
    cacheFolder,
  }: { scratch: Scratch; limits: EditLimits; signal?: AbortSignal; cacheFolder: string },
): Promise<Exclude<NpmAnswer, { error: unknown }>> {
  const outcome = await runBounded({
    command: process.execPath,
    args: [`--max-old-space-size=${limits.memoryMb}`, '--disable-warning=ExperimentalWarning', CHILD],
    cwd: scratch.folder,
    env: { ...scratch.env, NODE_COMPILE_CACHE: `${cacheFolder}/compiled` },
    input: JSON.stringify(task),
    limits,
    signal,
    keptOutput: Number.POSITIVE_INFINITY,
  });
  const { code, stdout, stderr } = expectEnded('npm', outcome, { limits });
  if (code !== 0 || stdout === '') throw new EditError('program', `npm ended with ${code}: ${lastLines(stderr)}`);
  const answer = JSON.parse(stdout) as NpmAnswer;
  if ('error' in answer) throw asFailure(answer.error);
  return answer;
}

function asFailure({ code, message, detail }: { code: string; message: string; detail?: string }): EditError {
  if (code === 'ERESOLVE') return new EditError('conflict', `npm finds no tree: ${detail ?? message}.`);
  if (code === 'ETARGET' || code === 'E404') return new EditError('registry', `npm: ${message}.`);
  if (code.startsWith('EALLOW')) {
    return new EditError(
      'unsupported',
      `npm would fetch from outside the registry (${message}), which Lockkeeper does not do.`,
    );
  }
  return new EditError('program', `npm: ${code} ${message}`);
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n').slice(-1000);
}
