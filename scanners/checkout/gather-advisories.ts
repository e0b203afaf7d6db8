import {
  type Advisory,
  type AdvisoryProblem,
  type AdvisorySource,
  createMatcher,
  type Matcher,
  type PackageVersion,
} from '../osv/index.ts';
import type { ScanFailure } from '../reports/index.ts';
import type { Telling } from './telling.ts';

const SHOWN = 5;
const NAMED = 20;

/**
 * Reads the advisories that name what the lockfiles hold, and only those are kept: the whole export is some 220,000.
 * @throws OsvError where the source cannot be read to its end.
 */
export async function gatherAdvisories(
  source: AdvisorySource,
  lockfiles: readonly { items: readonly PackageVersion[] }[],
  messages: Telling,
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

  // A record of which nothing was used may have named any package; where only a part was left out, the rest counts.
  const lost = problems.filter(({ id, about }) => about === 'package' || !read.has(id));
  tellProblems(
    problems.filter((problem) => !lost.includes(problem)),
    source,
    messages,
  );
  return { matcher: createMatcher(kept.values()), failures: toFailures(lost, source) };
}

/** The first of each kind are named, the others counted: a refusing server or a wrong folder can have thousands. */
function toFailures(lost: readonly AdvisoryProblem[], source: AdvisorySource): ScanFailure[] {
  const packages = lost.filter(({ about }) => about === 'package');
  const records = lost.filter(({ about }) => about !== 'package');
  return [packages, records].flatMap((problems) => {
    const failures = problems.slice(0, NAMED).map((problem) => toFailure(problem, source));
    const [next] = problems.slice(NAMED);
    if (next === undefined) return failures;
    const found = `${problems.length - NAMED} more that ${next.about === 'package' ? 'are not answered' : 'cannot'}`;
    return [...failures, { ...toFailure(next, source), path: source.name, found }];
  });
}

function toFailure({ id, about, message }: AdvisoryProblem, source: AdvisorySource): ScanFailure {
  if (about === 'package') {
    const cure = 'Findings on this package are missing. Scan again later, or with --osv export:<zip>.';
    return { path: `${source.name} ${id}`, expected: 'the advisories of this package', found: message, cure };
  }
  const cure = 'Findings of this advisory are missing. Scan again later, or with a new export (--osv export:<zip>).';
  return { path: `${source.name} ${id}`, expected: 'a record that can be read', found: message, cure };
}

/** What was left out of records; the rest of each record was used. */
function tellProblems(problems: readonly AdvisoryProblem[], source: AdvisorySource, messages: Telling): void {
  for (const { id, message } of problems.slice(0, SHOWN)) messages.note(`advisory ${id}: ${message}`);
  if (problems.length > SHOWN) messages.note(`and ${problems.length - SHOWN} more such places in ${source.name}`);
}
