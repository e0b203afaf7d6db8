import { listInstallations } from '../../../db/installations.ts';
import { type KnownEntry, verifyEvidence } from '../../../db/verify-evidence.ts';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import type { CliContext } from '../cli-context.ts';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { chooseInstallation } from './find-installation.ts';
import { useDatabase } from './use-database.ts';

export interface VerifyEvidenceOptions {
  installation?: string;
  /** `<seq>:<hash>`: the head that an earlier run printed. */
  expect?: string;
}

/** Prints each chain's length and its head as `--expect` takes it, or the first link that does not hold. */
export async function verifyEvidenceCommand(
  context: CliContext,
  { installation, expect }: VerifyEvidenceOptions,
): Promise<ExitCode> {
  const expected = expect === undefined ? undefined : readKnownEntry(expect);
  const { verdicts, logins } = await useDatabase(context, async (db) => {
    const one = installation !== undefined || expected !== undefined;
    const id = one ? (await chooseInstallation(db, installation)).id : undefined;
    const known = await listInstallations(db);
    return {
      verdicts: await verifyEvidence(db, id, expected),
      logins: new Map(known.map(({ id, account_login }) => [id, account_login])),
    };
  });
  for (const { installationId, entries, head, broken } of verdicts) {
    const name = `${logins.get(installationId) ?? 'a deleted installation'} (${installationId})`;
    const end = `${entries} ${entries === 1 ? 'entry holds' : 'entries hold'}, head ${entries}:${head}`;
    const fault =
      broken && `BROKEN at entry ${broken.seq}: expected ${broken.expected}, found ${broken.found}; before it `;
    context.stdout.write(`${plainText(`${name}: ${fault ?? ''}${end}`, 2000)}\n`);
  }
  if (verdicts.length === 0) context.stdout.write('No evidence is recorded yet.\n');
  return verdicts.every(({ ok }) => ok) ? EXIT.ok : EXIT.found;
}

function readKnownEntry(text: string): KnownEntry {
  const [, seq, hash] = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash };
  throw new CliError(
    `--expect: expected <number>:<hash>, a head that evidence verify printed, found ${JSON.stringify(text.slice(0, 100))}.`,
  );
}
