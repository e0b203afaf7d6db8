import type { PackageDocument } from '../../../scanners/updates/index.ts';
import { readPackageDocuments } from '../../registry/read-package-documents.ts';
import type { RegistryError } from '../../registry/registry-error.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';

/** What registries say of packages, asked once for all repositories of a run. */
export interface DocumentCache {
  /** @throws RegistryError where a registry is out of reach */
  read(names: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, PackageDocument | null>>;
  /** Has them asked for anew: what was planned by them did not come true. */
  forget(names: readonly string[]): void;
}

export interface DocumentCacheOptions {
  registry: RegistrySettings;
  now: () => Date;
  /** A document that could not be had for itself (too large, refused): planning goes on without it. */
  onProblem: (problem: RegistryError) => void;
}

const FRESH_MS = 10 * 60 * 1000;
const MOST = 3000;

export function createDocumentCache({ registry, now, onProblem }: DocumentCacheOptions): DocumentCache {
  const known = new Map<string, { document: PackageDocument | null; at: number }>();
  return {
    forget: (names) => {
      for (const name of names) known.delete(name);
    },
    async read(names, signal) {
      const fresh = (name: string) => {
        const age = now().getTime() - (known.get(name)?.at ?? Number.NEGATIVE_INFINITY);
        return age >= 0 && age < FRESH_MS;
      };
      const missing = names.filter((name) => !fresh(name));
      if (missing.length > 0) {
        const { documents, problems } = await readPackageDocuments(missing, { registry, signal });
        for (const problem of problems) onProblem(problem);
        const at = now().getTime();
        for (const [name, document] of documents) {
          known.delete(name);
          known.set(name, { document, at });
        }
      }
      const found = new Map(names.map((name) => [name, known.get(name)?.document ?? null]));
      for (const name of known.keys()) {
        if (known.size <= MOST) break;
        known.delete(name);
      }
      return found;
    },
  };
}
