import {
  type Advisory,
  type AdvisoryProblem,
  type AdvisorySource,
  createMatcher,
  type Matcher,
  type PackageVersion,
} from '../../../scanners/osv/index.ts';
import type { ScanFailure } from '../../../scanners/reports/index.ts';
import type { Messages } from '../messages.ts';

const SHOWN = 5;

export interface AdvisoriesToGather {
  source: AdvisorySource;
  /** The source names only what affects our packages: a record that it names and that cannot be read is a hole. */
  asked: boolean;
}

/**
 * Reads the advisories that name what the lockfiles hold, and only those are kept: the whole export is some 220,000.
 * @throws OsvError where the source cannot be read to its end.
 */
export async function gatherAdvisories(
  { source, asked }: AdvisoriesToGather,
  lockfiles: readonly { items: readonly PackageVersion[] }[],
  messages: Messages,
): Promise<{ matcher: Matcher; failures: ScanFailure[] }> {
  const items = lockfiles.flatMap((target) => target.items);
  const names = new Set(items.map(({ name }) => name));
  const kept = new Map<string, Advisory>();
  const problems: AdvisoryProblem[] = [];

  const read = new Set<string>();
  messages.progress(`asking ${source.name} about ${names.size} packages`);
  for await (const batch of source.read({ packages: () => items })) {
    problems.push(...batch.problems);
    for (const advisory of batch.advisories) {
      read.add(advisory.id);
      if (advisory.affected.some(({ name }) => names.has(name))) kept.set(advisory.id, advisory);
    }
    messages.progress(
      `reading advisories from ${source.name}: ${batch.done}${batch.total ? ` of ${batch.total}` : ''}`,
    );
  }
  messages.done();

  const lost = asked ? problems.filter(({ id }) => !read.has(id)) : [];
  tellProblems(
    problems.filter((problem) => !lost.includes(problem)),
    source,
    messages,
  );
  return { matcher: createMatcher(kept.values()), failures: lost.map((problem) => toFailure(problem, source)) };
}

function toFailure({ id, message }: AdvisoryProblem, source: AdvisorySource): ScanFailure {
  const cure = 'Findings of this advisory are missing. Scan again later, or with --osv export:<zip>.';
  return { path: `${source.name} ${id}`, expected: 'a record that can be read', found: message, cure };
}

/** What was left out of records; the rest of each record was used. */
function tellProblems(problems: readonly AdvisoryProblem[], source: AdvisorySource, messages: Messages): void {
  for (const { id, message } of problems.slice(0, SHOWN)) messages.note(`advisory ${id}: ${message}`);
  if (problems.length > SHOWN) messages.note(`and ${problems.length - SHOWN} more such places in ${source.name}`);
}
