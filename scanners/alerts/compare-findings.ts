import type { Advisory } from '../osv/index.ts';
import type { AlertFacts } from './alert-facts.ts';
import { assessPackage, type HeldVersion } from './assess-package.ts';
import { type HeldLockfile, type PairedLockfiles, pairLockfiles } from './pair-lockfiles.ts';

/** What a change does to one (lockfile, package, advisory group). */
export interface ChangedFinding {
  /** Of the head's lockfile; of the base's where the finding is gone. */
  path: string;
  facts: AlertFacts;
  /** Affected versions that were not there before; of a fixed finding those that are gone. */
  versions: string[];
  /** Affected versions of the same group that the base held: the flaw itself is not new then. */
  before: string[];
}

export interface FindingComparison {
  introduced: ChangedFinding[];
  fixed: ChangedFinding[];
}

export interface Comparison {
  base: readonly HeldLockfile[];
  head: readonly HeldLockfile[];
}

/**
 * The names of the packages of which a lockfile holds other versions than before. Nothing else can be introduced or fixed:
 * both sides are judged by the same advisories.
 */
export function changedPackages({ base, head }: Comparison): Set<string> {
  const { origins, heirs } = pairLockfiles(base, head);
  const names = new Set<string>();
  for (const lockfile of head) addMissing(names, lockfile, origins.get(lockfile.path)!);
  for (const lockfile of base) addMissing(names, lockfile, heirs.get(lockfile.path)!);
  return names;
}

/**
 * What a change introduces and what it fixes. Introduced is an affected version that the lockfile's origins did not hold;
 * fixed is a group that affects nothing in the lockfile any more. So what was there before is never introduced, whatever
 * advisories came in the meantime.
 * @param advisories by package name, at least of all `changedPackages`
 */
export function compareFindings(
  { base, head }: Comparison,
  advisories: ReadonlyMap<string, readonly Advisory[]>,
): FindingComparison {
  const pairs = pairLockfiles(base, head);
  const names = [...changedPackages({ base, head })].filter((name) => advisories.has(name)).sort();
  const assess = (lockfiles: readonly HeldLockfile[], packageName: string): AlertFacts[] => {
    const held = lockfiles.flatMap((lockfile) => lockfile.held.get(packageName) ?? []);
    return held.length === 0 ? [] : assessPackage({ packageName, held, advisories: advisories.get(packageName)! });
  };
  return {
    introduced: head.flatMap((lockfile) => names.flatMap((name) => introducedOf(lockfile, name, { pairs, assess }))),
    fixed: base.flatMap((lockfile) => names.flatMap((name) => fixedOf(lockfile, name, { pairs, assess }))),
  };
}

interface Judging {
  pairs: PairedLockfiles;
  assess: (lockfiles: readonly HeldLockfile[], packageName: string) => AlertFacts[];
}

function introducedOf(lockfile: HeldLockfile, name: string, { pairs, assess }: Judging): ChangedFinding[] {
  if (!lockfile.held.has(name)) return [];
  const origins = pairs.origins.get(lockfile.path)!;
  const heldBefore = versionsOf(origins, name);
  const factsBefore = assess(origins, name);
  return assess([lockfile], name).flatMap((facts) => {
    const versions = facts.versions.filter((version) => !heldBefore.has(version));
    if (versions.length === 0) return [];
    const before = factsBefore.filter((one) => isSameGroup(one, facts)).flatMap((one) => one.versions);
    return [{ path: lockfile.path, facts, versions, before: [...new Set(before)] }];
  });
}

function fixedOf(lockfile: HeldLockfile, name: string, { pairs, assess }: Judging): ChangedFinding[] {
  if (!lockfile.held.has(name)) return [];
  const factsAfter = assess(pairs.heirs.get(lockfile.path)!, name);
  return assess([lockfile], name)
    .filter((facts) => !factsAfter.some((one) => isSameGroup(one, facts)))
    .map((facts) => ({ path: lockfile.path, facts, versions: facts.versions, before: facts.versions }));
}

/** Groups are drawn anew over the records that affect what is held, so either side may have more of them. */
function isSameGroup(a: AlertFacts, b: AlertFacts): boolean {
  const ids = new Set([...a.advisoryIds, ...a.aliases]);
  return b.advisoryIds.some((id) => ids.has(id)) || b.aliases.some((id) => ids.has(id));
}

function addMissing(names: Set<string>, lockfile: HeldLockfile, others: readonly HeldLockfile[]): void {
  for (const [name, versions] of lockfile.held) {
    const there = versionsOf(others, name);
    if (versions.some(({ version }) => !there.has(version))) names.add(name);
  }
}

function versionsOf(lockfiles: readonly HeldLockfile[], name: string): Set<string> {
  const held: readonly HeldVersion[] = lockfiles.flatMap((lockfile) => lockfile.held.get(name) ?? []);
  return new Set(held.map(({ version }) => version));
}
