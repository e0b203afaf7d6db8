import type { Candidates, Refused } from './candidates.ts';
import type { LockedNode } from './locked-graph.ts';
import type { Held } from './target-holds.ts';
import type { Refusal } from './target-verdict.ts';
import type { SkipReason } from './update-plan.ts';

/** Why a package cannot be updated. */
export interface Blocked {
  reason: SkipReason;
  text: string;
  /** The node that pins it, where one does. */
  pinnedBy?: string;
  pinnedTo?: string;
  until?: string;
  /** Who suppressed what would do. */
  by?: string;
  /** The maintainer change that holds what would do. */
  change?: number;
  /** No version of the package itself will do; what there was. Left out where what asks for it stands in the way. */
  own?: Candidates;
}

/** No version may take the place of the locked one. */
export function blockedByTargets(node: LockedNode, candidates: Candidates, malware: boolean): Blocked {
  const { refused, affected, newest } = candidates;
  const young = earliest(refused, 'too-young');
  if (young !== undefined) return blockedByAge(node.name, young, candidates);
  const held = earliest(refused, 'held');
  if (held !== undefined) return blockedByHold(node.name, held, candidates);
  const suppressed = earliest(refused, 'suppressed');
  if (suppressed !== undefined) {
    const { until, by } = suppressed.refusal.why === 'suppressed' ? suppressed.refusal : {};
    return { reason: 'suppressed', text: wouldDoBut(node.name, suppressed), until, by, own: candidates };
  }
  if (refused.length > 0) {
    const others = refused.length === 1 ? '' : ` (and ${refused.length - 1} more that will not do)`;
    return { reason: 'only-bad-targets', text: `${wouldDoBut(node.name, refused[0]!)}${others}`, own: candidates };
  }
  return { reason: 'no-fix', text: noFixText(node, { affected, newest, malware }), own: candidates };
}

/** A version that would do is only too young: waiting is cheaper than going further. */
export function blockedByAge(name: string, young: Refused, own?: Candidates): Blocked {
  const until = young.refusal.why === 'too-young' ? young.refusal.until : undefined;
  return { reason: 'too-young', text: wouldDoBut(name, young), until, own };
}

/** A version that would do came with changed publish signals. */
export function blockedByHold(name: string, held: Refused, own?: Candidates): Blocked {
  const { until, change } = held.refusal.why === 'held' ? held.refusal : {};
  return { reason: 'held', text: wouldDoBut(name, held), until, change, own };
}

/** Of refused versions those refused for one reason, the one that ends first before the others. */
export function earliest(refused: readonly Refused[], why: Refusal['why']): Refused | undefined {
  const end = ({ refusal }: Refused) => ('until' in refusal ? (refusal.until ?? '~') : '~');
  return refused
    .filter(({ refusal }) => refusal.why === why)
    .sort((a, b) => (end(a) < end(b) ? -1 : end(a) > end(b) ? 1 : 0))[0];
}

export function wouldDoBut(name: string, { version, refusal }: Refused): string {
  return `${name} ${version} would do, but ${refusalText(refusal)}`;
}

export function refusalText(refusal: Refusal): string {
  switch (refusal.why) {
    case 'affected':
      return `${refusal.by} affects it`;
    case 'prerelease':
      return 'is a prerelease';
    case 'deprecated':
      return 'is deprecated';
    case 'suppressed':
      return `is suppressed ${heldUntil(refusal)}: ${refusal.reason}`;
    case 'held':
      return `is ${heldText(refusal)}`;
    case 'too-young':
      return refusal.until === undefined
        ? refusal.text
        : `${refusal.text}: it can be taken from ${moment(refusal.until)} on`;
    case 'peer':
      return `wants ${refusal.wants} beside it, which is not locked here`;
    case 'brings':
      return `brings in ${refusal.what}, which is affected`;
  }
}

function noFixText(
  { name, version }: LockedNode,
  { affected, newest, malware }: { affected: number; newest: string | undefined; malware: boolean },
): string {
  const cure = malware ? `Remove ${name} and whatever asks for it.` : 'Replace it, or wait for a release.';
  if (affected > 0)
    return `every release that could take its place is affected too (newest: ${newest ?? 'unknown'}). ${cure}`;
  if (newest === undefined || newest === version) return `there is no other release. ${cure}`;
  return `there is no release above ${version} (newest: ${newest}). ${cure}`;
}

/** The words by which people know it: `held: publish signals changed (…)`, and what ends it. */
export function heldText({ text, since, until }: Held): string {
  const end = until === undefined ? '' : `on ${moment(until)} if nothing further happens, or `;
  return `held: publish signals changed (since ${since.slice(0, 10)}: ${text}); released ${end}by /accept`;
}

/** `until 2026-07-01, by octocat`. */
export function heldUntil({ until, by }: { until?: string; by?: string }): string {
  const end = until === undefined ? 'for good' : `until ${until.slice(0, 10)}`;
  return by === undefined ? end : `${end}, by ${by}`;
}

/** To the minute, in UTC. */
function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
