import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EditError } from '../edit-failure.ts';
import type { Program } from '../programs/obtain-program.ts';

/** How yarn 1 ends its first step, as its compiled file has it. */
const END_OF_RESOLVING =
  /return \{ bailout: (?:!(\w+)\.flags\.audit && \(yield \1\.bailout\(topLevelPatterns, workspaceLayout\)\)) \};/g;

/**
 * Yarn 1 has no lockfile-only install: it writes yarn.lock after it has downloaded and linked everything. This is the same yarn
 * with one change: it checks and writes the lockfile once it has resolved all ranges, and ends there.
 */
export async function resolvingYarn(program: Program): Promise<Program> {
  const file = join(dirname(program.file), 'lockkeeper-resolving.js');
  if ((await stat(file).catch(() => undefined)) === undefined) {
    const source = await readFile(program.file, 'utf8');
    if (source.match(END_OF_RESOLVING)?.length !== 1) {
      throw new EditError(
        'unsupported',
        `${program.label} resolves in another way than yarn 1.22 does. Name yarn@1.22.22 in packageManager.`,
      );
    }
    const made = `${file}.${process.pid}.${performance.now()}`;
    await writeFile(made, source.replace(END_OF_RESOLVING, ENDING));
    await rename(made, file);
  }
  return { ...program, args: [file], file };
}

const ENDING = [
  'yield $1.bailout(topLevelPatterns, workspaceLayout);',
  'yield $1.saveLockfileAndIntegrity(topLevelPatterns, workspaceLayout);',
  'return { bailout: true };',
].join(' ');
