import { RISK_LEVELS } from '../../scanners/maintainers/index.ts';
import type { GateFacts, OpenChange } from '../facts.ts';
import type { GatePolicy, MaintainerChangesPolicy } from '../policy.ts';
import type { EvidenceLink } from '../verdict.ts';
import type { CheckFinding } from './check-finding.ts';
import { compareText } from './compare-text.ts';
import { count, momentText, named, nameSome } from './in-words.ts';
import { evidenceOf, worstFirst } from './worst-first.ts';

/** Has somebody else come to publish what is deployed, and has nobody accepted it yet? */
export function checkMaintainerChanges(facts: GateFacts, policy: GatePolicy, now: Date): CheckFinding {
  const checked = policy.checks['maintainer-changes'];
  const threshold = `none of level ${checked.level} or above${checked.investigated ? ', none that is looked into' : ''}`;
  const changes = facts.maintainerChanges;
  if (!changes.known) {
    const reason = `It is not known which maintainer changes are open: ${changes.text}.`;
    return {
      state: changes.why,
      value: null,
      threshold,
      sampleSize: null,
      reason,
      evidence: [],
      more: 0,
      passesAt: null,
    };
  }
  const open = changes.value.filter((change) => isOpen(change, now));
  const against = open.filter((change) => isAgainst(change, checked));
  const finding = {
    value: count(against.length, 'change'),
    threshold,
    sampleSize: open.length,
    ...evidenceOf(against, byLevel, linkOf),
    passesAt: endOf(against),
  };
  if (against.length > 0) return { ...finding, state: 'fail', reason: failText(against, finding.passesAt) };
  const others =
    open.length === 0
      ? ''
      : ` ${count(open.length, 'change')} of a lower level ${open.length === 1 ? 'is' : 'are'} open.`;
  return { ...finding, state: 'pass', reason: `No maintainer change that matters is open.${others}` };
}

/** The facts may be some minutes old, or be judged again for another moment: what ended since is open no more. */
function isOpen({ until, investigated }: OpenChange, now: Date): boolean {
  return investigated || until === null || !(Date.parse(until) <= now.getTime());
}

function isAgainst({ level, investigated }: OpenChange, policy: MaintainerChangesPolicy): boolean {
  return (policy.investigated && investigated) || RISK_LEVELS.indexOf(level) >= RISK_LEVELS.indexOf(policy.level);
}

/** When the last of them ends by itself; null where one is left to people. */
function endOf(changes: readonly OpenChange[]): string | null {
  const ends = changes.map(({ until, investigated }) =>
    investigated || until === null ? Number.NaN : Date.parse(until),
  );
  return ends.length === 0 || ends.some(Number.isNaN) ? null : new Date(Math.max(...ends)).toISOString();
}

function failText(against: readonly OpenChange[], end: string | null): string {
  const names = worstFirst(against, byLevel, 3).map(
    ({ packageName, level, investigated }) => `${named(packageName)} (${level}${investigated ? ', looked into' : ''})`,
  );
  const what = against.length === 1 ? '1 maintainer change is open' : `${against.length} maintainer changes are open`;
  const cure = end === null ? '' : ` Without further signals that ends at ${momentText(end)}.`;
  return `${what}: ${nameSome(names, against.length)}. Accept or pin ${against.length === 1 ? 'it' : 'them'} when looked at.${cure}`;
}

function byLevel(a: OpenChange, b: OpenChange): number {
  return (
    RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level) ||
    Number(b.direct) - Number(a.direct) ||
    compareText(a.packageName, b.packageName) ||
    compareText(a.id, b.id)
  );
}

function linkOf({ level, packageName, title, url }: OpenChange): EvidenceLink {
  const text = `${level}: ${named(packageName)}, ${named(title, 120)}`;
  return url === undefined ? { text } : { text, url };
}
