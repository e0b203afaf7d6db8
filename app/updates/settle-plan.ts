import type { Matcher, PackageVersion } from '../../scanners/osv/index.ts';
import {
  bringsVersion,
  joinSteps,
  type PackageDocument,
  type PlanRequest,
  planUpdates,
  type UpdatePlan,
} from '../../scanners/updates/index.ts';

/** Real plans settle within some ten rounds; each asks for something new. */
const MOST_ROUNDS = 200;

export interface PlanSources {
  /** What the registry says of these packages. */
  documents(names: readonly string[]): Promise<ReadonlyMap<string, PackageDocument | null>>;
  /** What affects these versions, which the plan would bring in. Left out where the request's matcher knows all there is. */
  advisories?(versions: readonly PackageVersion[]): Promise<Matcher>;
}

/** Decides, gathers what the decision lacks, and decides again. Undefined: it does not settle. */
export async function settlePlan(
  request: Omit<PlanRequest, 'documents'>,
  sources: PlanSources,
): Promise<UpdatePlan | undefined> {
  const documents = new Map<string, PackageDocument | null>();
  const asked = new Set<string>();
  const matchers = [request.matcher];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const outcome = planUpdates({ ...request, matcher: joinMatchers(matchers), documents });
    if ('needs' in outcome) {
      for (const [name, document] of await sources.documents(outcome.needs)) documents.set(name, document);
      continue;
    }
    const unasked = targetsOf(outcome.plan).filter(({ name, version }) => !asked.has(`${name}@${version}`));
    if (sources.advisories === undefined || unasked.length === 0) return outcome.plan;
    for (const { name, version } of unasked) asked.add(`${name}@${version}`);
    matchers.push(await sources.advisories(unasked));
  }
  return undefined;
}

function targetsOf({ updates }: UpdatePlan): PackageVersion[] {
  return joinSteps(updates.flatMap(({ steps }) => steps))
    .filter(bringsVersion)
    .map(({ name, version }) => ({ name, version }));
}

function joinMatchers(matchers: readonly Matcher[]): Matcher {
  return {
    match(name, version) {
      const found = matchers.flatMap((matcher) => matcher.match(name, version));
      return [...new Map(found.map((advisory) => [advisory.id, advisory])).values()];
    },
  };
}
