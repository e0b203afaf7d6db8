import { openEvidenceReport } from '../../../db/evidence-report.ts';
import { type EvidenceFormat, readMonth, renderEvidence } from '../../../scanners/reports/index.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { chooseInstallation } from './find-installation.ts';
import { useDatabase } from './use-database.ts';

export interface EvidenceReportOptions {
  month: string;
  installation?: string;
  format: EvidenceFormat;
}

/** Prints what an installation decided in a month, page by page as it is read. */
export async function evidenceReportCommand(context: CliContext, options: EvidenceReportOptions): Promise<ExitCode> {
  const month = readMonth(options.month);
  if (month === undefined) {
    throw new CliError(`--month: expected a month such as 2026-11, found ${JSON.stringify(options.month)}.`);
  }
  await useDatabase(context, async (db) => {
    const { id, account_login: login } = await chooseInstallation(db, options.installation);
    const source = await openEvidenceReport(db, { id, login }, { month, now: context.now() });
    for await (const text of renderEvidence(options.format, source)) context.stdout.write(text);
  });
  return EXIT.ok;
}
