import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const BUNDLE = join(import.meta.dirname, '../../actions/dist/gate.js');

export interface Ran {
  code: number | null;
  /** What the runner reads commands from. */
  log: string;
  errors: string;
  outputs: Record<string, string>;
  summary: string;
}

/** Runs the bundle as a runner does: inputs by their variables, files for outputs and summary, and nothing else of this machine's. */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  { env = {}, folder }: { env?: Readonly<Record<string, string>>; folder?: string } = {},
): Promise<Ran> {
  const scratch = await mkdtemp(join(tmpdir(), 'lockkeeper-action-'));
  const files = { GITHUB_OUTPUT: join(scratch, 'output'), GITHUB_STEP_SUMMARY: join(scratch, 'summary') };
  for (const file of Object.values(files)) await writeFile(file, '');
  try {
    const child = spawn(process.execPath, [BUNDLE], {
      cwd: folder ?? scratch,
      env: {
        PATH: process.env['PATH'],
        GITHUB_REPOSITORY: 'harbour/lamp',
        GITHUB_SHA: 'b'.repeat(40),
        ...files,
        ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
        ...env,
      },
    });
    const [log, errors, code] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise<number | null>((resolve) => child.on('close', resolve)),
    ]);
    const outputs = readOutputs(await readFile(files.GITHUB_OUTPUT, 'utf8'));
    return { code, log, errors, outputs, summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8') };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

/** As runners read the file: `name<<end`, lines, `end`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, end] = /^([\w-]+)<<(\S+)$/.exec(lines[at]!) ?? [];
    if (name === undefined) continue;
    const last = lines.indexOf(end!, at + 1);
    outputs[name] = lines.slice(at + 1, last).join('\n');
    at = last;
  }
  return outputs;
}
