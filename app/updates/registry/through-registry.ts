import { EditError, type EditFailureCode } from '../edit-failure.ts';
import type { ServedRegistry } from './serve-registry.ts';

/** Failures that say more than that a registry did not answer. */
const OWN_REASONS: EditFailureCode[] = ['time', 'memory', 'stopped', 'input'];

/**
 * The outcome of a work that asks the registry. What the registry did not answer is the reason of its failure, and of one where
 * the program took no notice: what it wrote then is not to be trusted.
 */
export async function throughRegistry<T>(registry: ServedRegistry, label: string, work: () => Promise<T>): Promise<T> {
  let outcome: T;
  try {
    outcome = await work();
  } catch (error) {
    if (!(error instanceof EditError) || OWN_REASONS.includes(error.code) || registry.troubles.length === 0)
      throw error;
    throw unanswered(registry, label, error);
  }
  if (registry.troubles.length > 0) throw unanswered(registry, label);
  return outcome;
}

function unanswered({ troubles }: ServedRegistry, label: string, cause?: unknown): EditError {
  return new EditError('registry', `${label}: the registry did not answer (${troubles[0]}).`, { cause });
}
