import { compareSeverity, severityAtLeast } from '../../scanners/osv/index.ts';
import type { GateFacts, OpenDrift } from '../facts.ts';
import type { GatePolicy } from '../policy.ts';
import type { EvidenceLink } from '../verdict.ts';
import type { CheckFinding } from './check-finding.ts';
import { compareText } from './compare-text.ts';
import { count, named, nameSome } from './in-words.ts';
import { evidenceOf, worstFirst } from './worst-first.ts';

/** Does what runs differ from what was agreed? Nobody knows when somebody will put it right, so it never says when it would pass. */
export function checkDrift(facts: GateFacts, policy: GatePolicy): CheckFinding {
  const least = policy.checks.drift.severity;
  const threshold = least === 'unknown' ? 'none' : `none of severity ${least} or worse`;
  const finding = { threshold, passesAt: null };
  if (!facts.drift.known) {
    const { why, text } = facts.drift;
    const reason = `It is not known whether the configuration has drifted: ${text}.`;
    return { ...finding, state: why, value: null, sampleSize: null, reason, evidence: [], more: 0 };
  }
  const open = facts.drift.value;
  const against = open.filter(({ severity }) => severityAtLeast(severity, least));
  const found = { ...finding, value: count(against.length, 'drift'), sampleSize: open.length };
  const evidence = evidenceOf(against, byUrgency, linkOf);
  if (against.length > 0) return { ...found, ...evidence, state: 'fail', reason: failText(against) };
  const others =
    open.length === 0
      ? ''
      : ` ${count(open.length, 'drift')} of a lower severity ${open.length === 1 ? 'is' : 'are'} open.`;
  return { ...found, ...evidence, state: 'pass', reason: `The configuration is what was agreed.${others}` };
}

function failText(against: readonly OpenDrift[]): string {
  const names = worstFirst(against, byUrgency, 3).map(({ title, severity }) => `${named(title)} (${severity})`);
  const [what, put] =
    against.length === 1
      ? ['1 drift of the configuration is', 'it']
      : [`${against.length} drifts of the configuration are`, 'them'];
  return `${what} open: ${nameSome(names, against.length)}. Put ${put} right, or agree to ${put}.`;
}

function byUrgency(a: OpenDrift, b: OpenDrift): number {
  return compareSeverity(a.severity, b.severity) || compareText(a.since, b.since) || compareText(a.id, b.id);
}

function linkOf({ severity, title, url }: OpenDrift): EvidenceLink {
  const text = `${severity === 'unknown' ? 'not rated' : severity}: ${named(title, 160)}`;
  return url === undefined ? { text } : { text, url };
}
