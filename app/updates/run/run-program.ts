import type { EditLimits } from '../edit-request.ts';
import type { Program } from '../programs/obtain-program.ts';
import { expectEnded } from './expect-ended.ts';
import { runBounded } from './run-bounded.ts';
import type { Scratch } from './scratch.ts';

export interface ProgramRun {
  program: Program;
  args: readonly string[];
  scratch: Scratch;
  env?: Readonly<Record<string, string>>;
  limits: EditLimits;
  signal?: AbortSignal;
}

export interface ProgramEnd {
  ok: boolean;
  code: number | null;
  /** Both outputs; what people would see. */
  said: string;
}

/** Runs a package manager in the scratch folder's project, where there is nothing but what we wrote. */
export async function runProgram({ program, args, scratch, env, limits, signal }: ProgramRun): Promise<ProgramEnd> {
  const outcome = await runBounded({
    command: program.command,
    args: [...program.args, ...args],
    cwd: scratch.project,
    env: { ...scratch.env, NODE_OPTIONS: `--max-old-space-size=${limits.memoryMb} --no-deprecation`, ...env },
    limits,
    signal,
  });
  const { code, stdout, stderr } = expectEnded(program.label, outcome, { limits });
  return { ok: code === 0, code, said: `${stdout}\n${stderr}`.trim() };
}
