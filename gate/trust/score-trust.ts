import type { GateFacts } from '../facts.ts';
import { bandOf } from './bands.ts';
import { capOf } from './cap-of.ts';
import { judgeSafety } from './change-safety.ts';
import { judgeDrift } from './configuration.ts';
import type { Element } from './element.ts';
import { pointsLost } from './points-lost.ts';
import { judgeBudgets } from './reliability.ts';
import { judgeChanges, judgeMalware, judgePackages } from './supply-chain.ts';
import { TRUST_PARTS, type TrustPart, type TrustScore } from './trust-score.ts';
import { judgeVulnerabilities } from './vulnerabilities.ts';
import { ELEMENTS, TRUST_VERSION } from './weights.ts';

/** An element with its weight: what of it was lost, and what is known to be kept. */
export interface Weighed {
  element: Element;
  kept: number;
  lost: number;
}

/** Floating point may end a hair below a whole number that was meant. */
const HAIR = 1e-9;

/**
 * How far what would be deployed can be trusted: docs/trust-score.md. Score = kept / (kept + lost), over what is known; null where nothing
 * is. It is rounded down, so that 100 means that nothing known is amiss. Adding a bad fact never raises it.
 */
export function scoreTrust(facts: GateFacts, now: Date): TrustScore | null {
  const weighed = judge(facts, now).map(weigh);
  const all = sum(weighed, ({ kept, lost }) => kept + lost);
  if (all === 0) return null;
  const exact = (100 * sum(weighed, ({ kept }) => kept)) / all;
  const cap = capOf(facts.alerts);
  const uncapped = Math.floor(exact + HAIR);
  const score = cap === null ? uncapped : Math.min(uncapped, cap.at);
  return {
    version: TRUST_VERSION,
    score,
    band: bandOf(score),
    coverage: sum(weighed, ({ element }) => ELEMENTS[element.name].weight * element.known) / 100,
    parts: Object.fromEntries(TRUST_PARTS.map((part) => [part, partOf(part, weighed, all)])) as TrustScore['parts'],
    cap: cap !== null && cap.at < uncapped ? { at: cap.at, why: cap.why } : null,
    lost: pointsLost({ weighed, all, score, uncapped, cap }),
  };
}

function judge(facts: GateFacts, now: Date): Element[] {
  return [
    judgeVulnerabilities(facts.alerts, now),
    judgeMalware(facts.alerts),
    judgeChanges(facts.maintainerChanges),
    judgePackages(facts.supplyChain),
    judgeBudgets(facts.slos),
    judgeDrift(facts.drift),
    judgeSafety(facts.changeSafety),
  ];
}

/**
 * What was lost counts whole; what was kept counts as far as it is known. So an objective that cannot be asked never stands for one that is
 * met, and it never makes one that is missed weigh less.
 */
function weigh(element: Element): Weighed {
  if (element.known === 0) return { element, kept: 0, lost: 0 };
  const { weight } = ELEMENTS[element.name];
  return { element, kept: weight * element.kept * element.known, lost: weight * (1 - element.kept) };
}

function partOf(part: TrustPart, weighed: readonly Weighed[], all: number): TrustScore['parts'][TrustPart] {
  const own = weighed.filter(({ element }) => ELEMENTS[element.name].part === part);
  const mass = sum(own, ({ kept, lost }) => kept + lost);
  if (mass === 0) return { score: null, why: own.find(({ element }) => element.why)?.element.why ?? 'not known' };
  const exact = (100 * sum(own, ({ kept }) => kept)) / mass;
  return { score: Math.floor(10 * exact + HAIR) / 10, weight: mass / all };
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
