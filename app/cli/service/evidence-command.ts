import { listInstallations } from '../../../db/installations.ts';
import { verifyEvidence } from '../../../db/verify-evidence.ts';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import type { CliContext } from '../cli-context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { findInstallation } from './find-installation.ts';
import { useDatabase } from './use-database.ts';

/** Prints each chain's length and the hash of its end, or the first link that does not hold. */
export async function verifyEvidenceCommand(
  context: CliContext,
  { installation }: { installation?: string },
): Promise<ExitCode> {
  const { verdicts, logins } = await useDatabase(context, async (db) => {
    const id = installation === undefined ? undefined : (await findInstallation(db, installation)).id;
    const known = await listInstallations(db);
    return {
      verdicts: await verifyEvidence(db, id),
      logins: new Map(known.map(({ id, account_login }) => [id, account_login])),
    };
  });
  for (const { installationId, entries, head, broken } of verdicts) {
    const name = `${logins.get(installationId) ?? 'a deleted installation'} (${installationId})`;
    const end = `${entries} ${entries === 1 ? 'entry holds' : 'entries hold'}, head ${head}`;
    const fault =
      broken && `BROKEN at entry ${broken.seq}: expected ${broken.expected}, found ${broken.found}; before it `;
    context.stdout.write(`${plainText(`${name}: ${fault ?? ''}${end}`, 2000)}\n`);
  }
  if (verdicts.length === 0) context.stdout.write('No evidence is recorded yet.\n');
  return verdicts.every(({ ok }) => ok) ? EXIT.ok : EXIT.found;
}
