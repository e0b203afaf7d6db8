import type { OpenAlert } from '../facts.ts';
import type { Known } from '../known.ts';
import { diminished, type Element, type Loss, loadOf, unknownElement } from './element.ts';
import { counted, nameList } from './name-list.ts';
import { VULNERABILITY_FACTORS as FACTORS, LARGEST_SHARE, VULNERABILITY_SHARES as SHARES } from './weights.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Alerts of the other kinds are judged elsewhere: malware and changes with the supply chain, monitoring by the check of open alerts. */
export function judgeVulnerabilities(alerts: Known<readonly OpenAlert[]>, now: Date): Element {
  if (!alerts.known) return unknownElement('vulnerabilities', alerts.text);
  const open = alerts.value.filter(({ kind }) => kind === 'vulnerability');
  const groups = Map.groupBy(open, groupOf);
  return diminished(
    'vulnerabilities',
    [...groups.values()].map((group) => lossOf(group, now)),
  );
}

/**
 * Share of what is left that one takes, by the tables of weights. What is not known of it is taken to be bad: a package whose use is not
 * known is in production, a date that cannot be read is long ago.
 */
export function vulnerabilityShare(alert: OpenAlert, now: Date): number {
  const { exploitation, age, use, fix } = FACTORS;
  const exploited = alert.knownExploited
    ? exploitation[0]
    : exploitation.find((row) => 'epss' in row && (alert.epss ?? 0) >= row.epss);
  const days = (now.getTime() - new Date(alert.openedAt).getTime()) / DAY;
  const old = age.find((row) => !(days <= row.days));
  const share =
    SHARES[alert.severity] *
    (exploited?.factor ?? 1) *
    (old?.factor ?? 1) *
    (alert.production === false ? use.factor : 1) *
    (alert.fixable === false ? fix.factor : 1);
  return Math.min(share, LARGEST_SHARE);
}

/** Those that are told of in one line, because one act wins them back. */
function groupOf({ severity, knownExploited, production, fixable }: OpenAlert): string {
  return JSON.stringify([severity, knownExploited === true, production !== false, fixable !== false]);
}

function lossOf(group: readonly OpenAlert[], now: Date): Loss {
  const { severity, knownExploited, production, fixable } = group[0]!;
  const rated = severity === 'unknown' ? 'unrated' : severity;
  const what = counted(group.length, `${rated} vulnerability`, `${rated} vulnerabilities`);
  const exploited = knownExploited ? (group.length === 1 ? ' that is exploited' : ' that are exploited') : '';
  const use = production === false ? ', of development alone' : '';
  const names = nameList(group.map(({ packageName }) => packageName)) || 'the packages';
  return {
    cause: `${what}${exploited} in ${names}${use}`,
    cure:
      fixable === false
        ? `Replace ${names}: no version without it is known. Or suppress it with a reason and an end`
        : `Merge the update pull requests of ${names}`,
    load: group.reduce((sum, alert) => sum + loadOf(vulnerabilityShare(alert, now)), 0),
  };
}
