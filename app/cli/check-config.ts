import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { policyProblems } from '../../gate/read-policy.ts';
import { readRootConfig } from '../../scanners/checkout/read-root-config.ts';
import { findScanRoot } from '../../scanners/checkout/scan-root.ts';
import { CONFIG_PATH, describeProblem } from '../../scanners/config/index.ts';
import { plainText } from '../../scanners/reports/plain-text.ts';
import type { CliContext } from './cli-context.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** `lockkeeper config check`: the problems of one file, as the App's check run shows them too. */
export async function checkConfig(context: CliContext, path: string): Promise<ExitCode> {
  const at = resolve(context.folder, path);
  const isFile = (await stat(at).catch(() => undefined))?.isFile() ?? false;
  const root = isFile ? dirname(at) : await findScanRoot(at);
  const file = isFile ? basename(at) : CONFIG_PATH;
  const { config, problems, found } = await readRootConfig(root, { file, shownAs: isFile ? path : file });
  if (!found) {
    const wanted = isFile ? at : join(root, CONFIG_PATH);
    throw new CliError(
      `${wanted}: expected a configuration file, found none. Give its path, or the repository's folder.`,
    );
  }
  // Of one file alone: what it names may stand in one that it extends.
  const all = [
    ...problems,
    ...policyProblems(config, { isWhole: false }).map((problem) => ({ ...problem, file: isFile ? path : file })),
  ];
  for (const problem of all) context.stdout.write(`${plainText(describeProblem(problem), 2000)}\n`);
  if (all.length > 0) return EXIT.found;
  const { ignorePaths, suppressions, tags } = config;
  const counts = `${suppressions.length} suppressions, ${ignorePaths.length} ignored paths, ${tags.length} tags`;
  context.stdout.write(`${plainText(file)}: nothing wrong (${counts})\n`);
  return EXIT.ok;
}
