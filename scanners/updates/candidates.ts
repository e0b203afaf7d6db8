import { comparePrecedence } from '../osv/index.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PackageDocument, VersionDocument } from './package-document.ts';
import { sameLine } from './release-line.ts';
import type { JudgeTarget, Refusal } from './target-verdict.ts';

export interface Refused {
  version: string;
  refusal: Refusal;
  /** How many good ones come before it: it was passed over for every other. */
  after: number;
}

/** What may take a locked version's place, and what may not though it is free of what is to be cured. */
export interface Candidates {
  /** The one to take goes first: the lowest above the locked version. */
  good: string[];
  /** Not affected, but refused for something else; in the same order. */
  refused: Refused[];
  /** Not looked at further: affected themselves. */
  affected: number;
  newest?: string;
}

export interface CandidateQuestion {
  node: LockedNode;
  document: PackageDocument;
  /** The locked version is malware: then what came before it is as good. */
  malware: boolean;
  /** A target may be younger than min-release-age where its publish signals are those of the locked version. */
  mayBeYoung: boolean;
  /** What the package's own children need of it. */
  accepts: (version: string) => boolean;
  judge: JudgeTarget;
  /** Why a target does not fit the rest of the plan. */
  misfit: (target: VersionDocument) => Refusal | undefined;
}

/**
 * In the order in which they are to be taken: upwards from the locked version. Out of malware: upwards on the same line, then
 * back to the highest before it, then upwards beyond the line.
 */
export function candidatesFor(question: CandidateQuestion): Candidates {
  const { node, document, malware, mayBeYoung, accepts, judge, misfit } = question;
  const found: Candidates = { good: [], refused: [], affected: 0, newest: document.latest };
  for (const target of inOrder(node, document, malware)) {
    if (!accepts(target.version)) continue;
    const asked = { name: node.name, target, from: node.version, ...(mayBeYoung ? { fixOf: document } : {}) };
    const refusal = judge(asked) ?? misfit(target);
    if (refusal === undefined) found.good.push(target.version);
    else if (refusal.why === 'affected') found.affected += 1;
    else found.refused.push({ version: target.version, refusal, after: found.good.length });
  }
  return found;
}

function inOrder({ version }: LockedNode, document: PackageDocument, malware: boolean): VersionDocument[] {
  const sorted = sortedVersions(document);
  const above = sorted.filter((each) => comparePrecedence(each.version, version) > 0);
  if (!malware) return above;
  const below = sorted.filter((each) => comparePrecedence(each.version, version) < 0).reverse();
  const line = (each: VersionDocument) => sameLine(version, each.version);
  return [...above.filter(line), ...below.filter(line), ...below.filter(not(line)), ...above.filter(not(line))];
}

const sortedOnce = new WeakMap<PackageDocument, readonly VersionDocument[]>();

/** The same packages are looked at again and again. */
function sortedVersions(document: PackageDocument): readonly VersionDocument[] {
  const known = sortedOnce.get(document);
  if (known !== undefined) return known;
  const sorted = [...document.versions.values()].sort((a, b) => comparePrecedence(a.version, b.version));
  sortedOnce.set(document, sorted);
  return sorted;
}

function not<T>(test: (value: T) => boolean): (value: T) => boolean {
  return (value) => !test(value);
}
