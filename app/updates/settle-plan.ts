import { type PackageDocument, type PlanRequest, planUpdates, type UpdatePlan } from '../../scanners/updates/index.ts';

/** Real plans settle within some ten rounds; each asks for something new. */
const MOST_ROUNDS = 200;

/** Decides, gathers the package documents that the decision lacks, and decides again. Undefined: it does not settle. */
export async function settlePlan(
  request: Omit<PlanRequest, 'documents'>,
  gather: (names: readonly string[]) => Promise<ReadonlyMap<string, PackageDocument | null>>,
): Promise<UpdatePlan | undefined> {
  const documents = new Map<string, PackageDocument | null>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const outcome = planUpdates({ ...request, documents });
    if ('plan' in outcome) return outcome.plan;
    for (const [name, document] of await gather(outcome.needs)) documents.set(name, document);
  }
  return undefined;
}
