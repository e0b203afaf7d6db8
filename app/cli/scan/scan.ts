import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { assessTargets } from '../../../scanners/checkout/assess-targets.ts';
import { gatherAdvisories } from '../../../scanners/checkout/gather-advisories.ts';
import { readTargets } from '../../../scanners/checkout/read-targets.ts';
import { renderReport, type ScanFailure, type ScanReport } from '../../../scanners/reports/index.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createMessages } from '../messages.ts';
import type { ScanOptions } from '../scan-command.ts';
import { HOME, VERSION } from '../version.ts';
import { openAdvisorySource } from './open-advisory-source.ts';
import { scanExitCode } from './scan-exit-code.ts';

/** `lockkeeper scan`: gathers lockfiles and advisories, decides what is found, writes it. */
export async function scan(context: CliContext, paths: readonly string[], options: ScanOptions): Promise<ExitCode> {
  const messages = createMessages(context, options);
  const source = openAdvisorySource(context, options);
  const tell = (failure: ScanFailure): void => messages.error(describeFailure(failure));

  const targets = await readTargets(context, paths.length === 0 ? ['.'] : paths, messages);
  for (const failure of targets.failures) tell(failure);
  if (targets.lockfiles.length === 0) {
    messages.done();
    if (targets.failures.length === 0) throw new Error('No lockfile was read, and nobody said why.');
    return EXIT.failed;
  }

  // Without advisories there is nothing to say: an empty report would look like a clean one.
  const gathered = await gatherAdvisories(source, targets.lockfiles, messages);
  for (const failure of gathered.failures) tell(failure);

  const now = context.now();
  const lockfiles = assessTargets(targets.lockfiles, gathered.matcher, { prodOnly: options.prod === true, now });
  const report: ScanReport = {
    tool: { name: 'Lockkeeper', version: VERSION, url: HOME },
    subject: basename(targets.root),
    generatedAt: now.toISOString(),
    serialNumber: `urn:uuid:${context.newId()}`,
    advisories: source.name,
    prodOnly: options.prod === true,
    lockfiles,
    failures: [...targets.failures, ...gathered.failures],
  };
  messages.done();
  await writeReport(context, options, report);
  return scanExitCode(report, options.failOn);
}

async function writeReport(context: CliContext, { format, output }: ScanOptions, report: ScanReport): Promise<void> {
  const { stdout } = context;
  const terminal = output === undefined && stdout.isTTY === true;
  const look = terminal ? { color: stdout.hasColors?.() ?? false, width: stdout.columns } : undefined;
  const text = await renderReport(format, report, look);
  if (output === undefined) {
    stdout.write(text);
    return;
  }
  try {
    await writeFile(resolve(context.folder, output), text);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new CliError(
      `--output: expected a file that can be written, found: ${found}. Check the folder and its rights.`,
    );
  }
}

function describeFailure({ path, line, expected, found, cure }: ScanFailure): string {
  const place = line === undefined ? path : `${path}:${line}`;
  return `${place}: expected ${expected}, found ${found}. ${cure}`;
}
