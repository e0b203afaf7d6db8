import { gatherAdvisories } from '../../../scanners/checkout/gather-advisories.ts';
import type { ReadTarget } from '../../../scanners/checkout/read-targets.ts';
import { type AdvisorySource, createMatcher, type Matcher, type PackageVersion } from '../../../scanners/osv/index.ts';
import type { ScanFailure } from '../../../scanners/reports/index.ts';
import type { PackageDocument } from '../../../scanners/updates/index.ts';
import { readPackageDocuments } from '../../registry/read-package-documents.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import type { Messages } from '../messages.ts';

export interface SourcesToOpen {
  lockfiles: readonly ReadTarget[];
  source: AdvisorySource;
  /** The source only names what affects the versions that it is asked about. */
  byVersion: boolean;
  registry: RegistrySettings;
  messages: Messages;
  fail: (failure: ScanFailure) => void;
}

export interface OpenSources {
  documents(names: readonly string[]): Promise<ReadonlyMap<string, PackageDocument | null>>;
  /** What the matcher of the lockfiles does not know already. */
  advisories(versions: readonly PackageVersion[]): Promise<Matcher>;
  /** All that affects these. */
  matcherFor(versions: readonly PackageVersion[]): Promise<Matcher>;
}

/** Where plans get what they lack: each package's document is asked for once, for all lockfiles. */
export function openSources({ lockfiles, source, byVersion, registry, messages, fail }: SourcesToOpen): OpenSources {
  const documents = new Map<string, PackageDocument | null>();
  const locked = new Set(lockfiles.flatMap(({ items }) => items.map(({ name }) => name)));
  const matcherFor = async (items: readonly PackageVersion[]): Promise<Matcher> => {
    const found = await gatherAdvisories(source, [{ items }], messages);
    for (const failure of found.failures) fail(failure);
    return found.matcher;
  };
  return {
    matcherFor,
    advisories(versions) {
      const unknown = byVersion ? versions : versions.filter(({ name }) => !locked.has(name));
      return unknown.length === 0 ? Promise.resolve(createMatcher([])) : matcherFor(unknown);
    },
    async documents(names) {
      const missing = names.filter((name) => !documents.has(name));
      const read = await readPackageDocuments(missing, {
        registry,
        onProgress: (done, total) => messages.progress(`asking the registry: ${done} of ${total} packages`),
      });
      for (const [name, document] of read.documents) documents.set(name, document);
      for (const problem of read.problems) messages.note(problem.message);
      return new Map(names.map((name) => [name, documents.get(name) ?? null]));
    },
  };
}
