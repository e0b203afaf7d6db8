import { type LedgerFact, readAttestations } from '../../scanners/maintainers/index.ts';
import type { Answer, CheckedNow, CheckRun } from './check-run.ts';
import { lookUp } from './look-up.ts';

const LARGEST = 2 * 1024 * 1024;

/** Where a version was built, as the registry's attestations say it, unverified; and one before it, where there is none to compare with. */
export async function checkProvenance(
  run: CheckRun,
  checked: CheckedNow,
  { version, compare }: { version: string; compare?: string },
): Promise<Answer> {
  const facts: LedgerFact[] = [];
  for (const each of compare === undefined ? [version] : [compare, version]) {
    const answer = await lookUp(run, checked, {
      name: checked.name,
      // Its own settings say where that is; where the document says it is, is anybody's to write.
      addressOf: ({ registry, address }) =>
        `${registry}-/npm/v1/attestations/${address.slice(registry.length)}@${encodeURIComponent(each)}`,
      bytes: LARGEST,
    });
    if (answer.kind === 'later' || answer.kind === 'unknown') return answer;
    const document = answer.kind === 'document' ? answer.document : undefined;
    facts.push({ kind: 'provenance', version: each, ...readAttestations(checked.name, each, document) });
  }
  return { kind: 'found', facts };
}
