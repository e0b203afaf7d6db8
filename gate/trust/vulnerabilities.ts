import { SEVERITIES } from '../../scanners/osv/severity.ts';
import type { OpenAlert } from '../facts.ts';
import type { Known } from '../known.ts';
import { ageFactorAt } from './age-factor.ts';
import { diminished, type Element, type Loss, loadOf, unknownElement } from './element.ts';
import { counted, nameList } from './name-list.ts';
import { VULNERABILITY_FACTORS as FACTORS, LARGEST_SHARE, VULNERABILITY_SHARES as SHARES } from './weights.ts';

const [EXPLOITED, ...BY_EPSS] = FACTORS.exploitation;

/** Alerts of the other kinds are judged elsewhere: malware and changes with the supply chain, monitoring by the check of open alerts. */
export function judgeVulnerabilities(alerts: Known<readonly OpenAlert[]>, now: Date): Element {
  if (!alerts.known) return unknownElement('vulnerabilities', alerts.text);
  return diminished('vulnerabilities', groupsOf(alerts.value, ageFactorAt(now)).map(lossOf));
}

/** Alerts that are told of in one line, because one act wins them back. */
interface Group {
  first: OpenAlert;
  count: number;
  names: Set<string | undefined>;
  load: number;
}

/** In one pass: there may be ten thousand alerts. */
function groupsOf(alerts: readonly OpenAlert[], ageFactor: (openedAt: string) => number): Group[] {
  const groups = new Map<number, Group>();
  for (const alert of alerts) {
    if (alert.kind !== 'vulnerability') continue;
    const traits = traitsOf(alert);
    let group = groups.get(traits);
    if (group === undefined) {
      group = { first: alert, count: 0, names: new Set(), load: 0 };
      groups.set(traits, group);
    }
    group.count++;
    group.names.add(alert.packageName);
    group.load += loadOf(vulnerabilityShare(alert, ageFactor));
  }
  return [...groups.values()];
}

/**
 * Share of what is left that one takes, by the tables of weights. What is not known of it is taken to be bad: a package whose use is not
 * known is in production, a date that cannot be read is long ago.
 */
export function vulnerabilityShare(alert: OpenAlert, ageFactor: (openedAt: string) => number): number {
  const { use, fix } = FACTORS;
  const share =
    SHARES[alert.severity] *
    exploitationFactor(alert) *
    ageFactor(alert.openedAt) *
    (alert.production === false ? use.factor : 1) *
    (alert.fixable === false ? fix.factor : 1);
  return Math.min(share, LARGEST_SHARE);
}

function exploitationFactor({ knownExploited, epss = 0 }: OpenAlert): number {
  if (knownExploited) return EXPLOITED.factor;
  for (const row of BY_EPSS) if (epss >= row.epss) return row.factor;
  return 1;
}

function traitsOf({ severity, knownExploited, production, fixable }: OpenAlert): number {
  const traits = (knownExploited === true ? 4 : 0) + (production !== false ? 2 : 0) + (fixable !== false ? 1 : 0);
  return SEVERITIES.indexOf(severity) * 8 + traits;
}

function lossOf({ first, count, names: all, load }: Group): Loss {
  const { severity, knownExploited, production, fixable } = first;
  const rated = severity === 'unknown' ? 'unrated' : severity;
  const what = counted(count, `${rated} vulnerability`, `${rated} vulnerabilities`);
  const exploited = knownExploited ? (count === 1 ? ' that is exploited' : ' that are exploited') : '';
  const use = production === false ? ', of development alone' : '';
  const names = nameList([...all]) || 'the packages';
  return {
    cause: `${what}${exploited} in ${names}${use}`,
    cure:
      fixable === false
        ? `Replace ${names}: no version without it is known. Or suppress it with a reason and an end`
        : `Merge the update pull requests of ${names}`,
    load,
  };
}
