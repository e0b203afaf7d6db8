import { loadFirstPublished } from '../../db/package-checks.ts';
import { type LedgerFact, readSnapshot, SnapshotError } from '../../scanners/maintainers/index.ts';
import type { Answer, CheckedNow, CheckRun } from './check-run.ts';
import { lookUp } from './look-up.ts';

/** A document that is larger is that of a package that has been there for years. */
const LARGEST = 20 * 1024 * 1024;

/** When a package that a version newly asks for was first published: as it is tracked, or else as its registry says. */
export async function checkDependencyAge(
  run: CheckRun,
  checked: CheckedNow,
  { version, dependency }: { version: string; dependency: string },
): Promise<Answer> {
  const known = await loadFirstPublished(run.context.db, [dependency]);
  const at = known.get(dependency);
  if (at !== undefined) return found(at.toISOString());
  const answer = await lookUp(run, checked, { name: dependency, bytes: LARGEST });
  if (answer.kind === 'missing') return found(null);
  if (answer.kind !== 'document') return answer;
  const created = createdOf(dependency, answer.document);
  return created === undefined ? { kind: 'unknown' } : found(created);

  function found(createdAt: string | null): Answer {
    const fact: LedgerFact = { kind: 'dependency-age', version, dependency, createdAt };
    return { kind: 'found', facts: [fact] };
  }
}

function createdOf(name: string, document: unknown): string | undefined {
  try {
    return readSnapshot(name, document, () => ({ mark: '', domain: null })).created;
  } catch (error) {
    if (error instanceof SnapshotError) return undefined;
    throw error;
  }
}
