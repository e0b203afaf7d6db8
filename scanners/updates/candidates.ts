import { major, minor, satisfies } from 'semver';
import { comparePrecedence } from '../osv/index.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PackageDocument, VersionDocument } from './package-document.ts';
import type { JudgeTarget, Refusal } from './target-verdict.ts';

export interface Refused {
  version: string;
  refusal: Refusal;
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
export function candidatesFor({ node, document, malware, accepts, judge, misfit }: CandidateQuestion): Candidates {
  const found: Candidates = { good: [], refused: [], affected: 0, newest: document.latest };
  for (const target of inOrder(node, document, malware)) {
    if (!accepts(target.version)) continue;
    const refusal = judge(node.name, target, node) ?? misfit(target);
    if (refusal === undefined) found.good.push(target.version);
    else if (refusal.why === 'affected') found.affected += 1;
    else found.refused.push({ version: target.version, refusal });
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

/** Whether npm's caret takes the two for compatible: the same major, or below 1.0.0 the same minor. */
export function sameLine(a: string, b: string): boolean {
  const line = lineOf(a);
  return line !== undefined && satisfies(b, line, { loose: true, includePrerelease: true });
}

/** `^3`, `^0.2`: the line of versions that holds this one; undefined for `0.0.x`, where each version is a line of its own. */
export function lineOf(version: string): string | undefined {
  try {
    const first = major(version, { loose: true });
    const second = minor(version, { loose: true });
    if (first > 0) return `^${first}`;
    return second > 0 ? `^0.${second}` : undefined;
  } catch {
    return undefined;
  }
}
