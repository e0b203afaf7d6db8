import type { EditLimits } from '../edit-request.ts';
import type { Program } from '../programs/obtain-program.ts';
import type { ServedRegistry } from '../registry/serve-registry.ts';
import { expectEnded } from './expect-ended.ts';
import { runBounded } from './run-bounded.ts';
import type { Scratch } from './scratch.ts';

export interface ProgramRun {
  program: Program;
  args: readonly string[];
  scratch: Scratch;
  /** Everything that the program fetches goes through it. */
  registry: Pick<ServedRegistry, 'address'>;
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
export async function runProgram({
  program,
  args,
  scratch,
  registry,
  env,
  limits,
  signal,
}: ProgramRun): Promise<ProgramEnd> {
  const options = `--max-old-space-size=${limits.memoryMb} --no-deprecation`;
  const outcome = await runBounded({
    command: program.command,
    args: [...program.args, ...args],
    cwd: scratch.project,
    env: { ...scratch.env, ...fence(registry), NODE_OPTIONS: options, ...env },
    limits,
    signal,
  });
  const { code, stdout, stderr } = expectEnded(program.label, outcome, { limits });
  return { ok: code === 0, code, said: `${stdout}\n${stderr}`.trim() };
}

/** Each program's own words for a proxy. Addresses in manifests lead there too, and are refused. */
function fence({ address }: Pick<ServedRegistry, 'address'>): Record<string, string> {
  const { origin } = new URL(address);
  const words = ['http_proxy', 'https_proxy', 'npm_config_proxy', 'npm_config_https_proxy'];
  const all = [...words, ...words.map((word) => word.toUpperCase())];
  return { ...Object.fromEntries(all.map((word) => [word, origin])), NO_PROXY: '', no_proxy: '' };
}
