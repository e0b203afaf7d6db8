import { compareSeverity, type Severity, severityAtLeast } from '../../scanners/osv/index.ts';
import type { GateFacts, OpenAlert } from '../facts.ts';
import type { GatePolicy, OpenAlertsPolicy } from '../policy.ts';
import type { EvidenceLink } from '../verdict.ts';
import { alertsThatCount, ratedAs } from './alerts-that-count.ts';
import type { CheckFinding } from './check-finding.ts';
import { compareText } from './compare-text.ts';
import { count, named, nameSome } from './in-words.ts';
import { watchdogProblem } from './watchdog-problem.ts';
import { evidenceOf, worstFirst } from './worst-first.ts';
import { type NotKnown, worstNotKnown } from './worst-state.ts';

const EXPLOITED = 'known to be exploited';
const BOUNDED = ['critical', 'high', 'medium', 'low'] as const;

/** A bound of the policy, and what counts against it. */
interface Bound {
  /** `critical`, `high or worse`, `known to be exploited` */
  what: string;
  max: number;
  alerts: readonly OpenAlert[];
}

/** Are there more open alerts than may be? What is known to be too much fails, whatever else is not known. */
export function checkOpenAlerts(facts: GateFacts, policy: GatePolicy, now: Date): CheckFinding {
  const checked = policy.checks['open-alerts'];
  const alerts = alertsThatCount(facts, checked);
  const bounds = boundsOf(alerts, checked);
  const broken = bounds.filter(({ alerts: against, max }) => !(against.length <= max));
  const notKnown = worstNotKnown(notKnownOf(facts, checked, now), policy);
  const silent = isSilent(facts, checked) ? ' Nobody sends alerts of monitoring, so there may be others.' : '';
  const told = broken.length > 0 ? broken : bounds;
  const finding = {
    value: told.map(({ what, alerts: against }) => `${against.length} ${what}`).join(', '),
    threshold: bounds.map(({ what, max }) => `at most ${max} ${what}`).join(', '),
    sampleSize: alerts.length,
    ...evidenceOf(broken.length > 0 ? [...new Set(broken.flatMap((each) => each.alerts))] : [], byUrgency, linkOf),
    passesAt: null,
  };
  if (broken.length > 0) return { ...finding, state: 'fail', reason: broken.map(brokenText).join(' ') };
  if (notKnown) {
    const nothing = !facts.alerts.known && !facts.monitoring.known;
    return {
      ...finding,
      ...(nothing ? { value: null, sampleSize: null } : {}),
      state: notKnown.state,
      reason: `It is not known ${nothing ? 'which' : 'whether other'} alerts are open: ${notKnown.text}.`,
    };
  }
  return { ...finding, state: 'pass', reason: `${passText(alerts.length, bounds)}${silent}` };
}

function boundsOf(alerts: readonly OpenAlert[], { max, maxKnownExploited }: OpenAlertsPolicy): Bound[] {
  const bounds: Bound[] = BOUNDED.flatMap((severity) => {
    const most = max[severity];
    if (most === undefined) return [];
    const against = alerts.filter((alert) => severityAtLeast(ratedAs(alert), severity));
    return [{ what: severity === 'critical' ? severity : `${severity} or worse`, max: most, alerts: against }];
  });
  const exploited = alerts.filter(({ knownExploited }) => knownExploited === true);
  return [...bounds, { what: EXPLOITED, max: maxKnownExploited, alerts: exploited }];
}

function notKnownOf(facts: GateFacts, checked: OpenAlertsPolicy, now: Date): NotKnown[] {
  const { alerts, alertGaps = [], monitoring, monitoringGaps = [] } = facts;
  const found: NotKnown[] = [];
  const asksLockfiles = checked.kinds.some((kind) => kind !== 'monitoring');
  if (!alerts.known && asksLockfiles) found.push({ state: alerts.why, text: alerts.text });
  if (alerts.known && alertGaps.length > 0 && asksLockfiles) {
    found.push({ state: 'error', text: `not everything could be looked at (${someOf(alertGaps)})` });
  }
  if (!monitoring.known && asksMonitoring(checked) && !isSilent(facts, checked)) {
    found.push({ state: monitoring.why, text: monitoring.text });
  }
  if (monitoring.known && monitoringGaps.length > 0 && asksMonitoring(checked)) {
    found.push({ state: 'error', text: `not every alert was told (${someOf(monitoringGaps)})` });
  }
  const watchdog = checked.watchdog && watchdogProblem(facts.watchdogs, checked.watchdog, now);
  return watchdog ? [...found, watchdog] : found;
}

function someOf(gaps: readonly string[]): string {
  return nameSome(
    gaps.slice(0, 3).map((gap) => named(gap, 200)),
    gaps.length,
  );
}

function asksMonitoring({ kinds, watchdog }: OpenAlertsPolicy): boolean {
  return watchdog !== null || kinds.includes('monitoring');
}

/** Nobody ever sent an alert from outside, and nothing says that somebody should. */
function isSilent({ monitoring }: GateFacts, checked: OpenAlertsPolicy): boolean {
  return (
    !monitoring.known &&
    monitoring.why === 'no-data' &&
    asksMonitoring(checked) &&
    checked.monitoring === 'when-sent' &&
    checked.watchdog === null
  );
}

function brokenText({ what, max, alerts }: Bound): string {
  const [one, several] = alerts.every(({ kind }) => kind === 'vulnerability')
    ? ['vulnerability', 'vulnerabilities']
    : ['alert', 'alerts'];
  const noun = alerts.length === 1 ? one : several;
  const unrated = what !== EXPLOITED && alerts.some((alert) => ratedAs(alert) === 'unknown') ? ' or unrated' : '';
  const kind =
    what === 'critical'
      ? `${what}${unrated} ${noun}`
      : `${noun} ${what === EXPLOITED ? '' : 'of severity '}${what}${unrated}`;
  const names = worstFirst(alerts, byUrgency, 3).map(nameOf);
  return `${alerts.length} ${kind} ${alerts.length === 1 ? 'is' : 'are'} open: ${nameSome(names, alerts.length)}. At most ${max} may be.`;
}

function passText(open: number, bounds: readonly Bound[]): string {
  if (open === 0) return 'No alert is open.';
  const counted = bounds.map(({ what, max, alerts }) => `${alerts.length} ${what} (at most ${max} may be)`);
  return `Of ${count(open, 'open alert')}: ${counted.join(', ')}.`;
}

/** The most urgent first; any two are told apart, so that the list does not hang on the order of the facts. */
function byUrgency(a: OpenAlert, b: OpenAlert): number {
  return (
    Number(b.knownExploited === true) - Number(a.knownExploited === true) ||
    compareSeverity(ratedAs(a), ratedAs(b)) ||
    compareText(a.openedAt, b.openedAt) ||
    compareText(a.id, b.id) ||
    compareText(a.title, b.title)
  );
}

/** `minimist 0.0.10 (GHSA-…)`; of monitoring its title. */
function nameOf({ id, title, packageName, versions = [] }: OpenAlert): string {
  if (packageName === undefined) return named(title);
  const some =
    versions.length > 0
      ? ` ${nameSome(
          versions.slice(0, 3).map((each) => named(each, 30)),
          versions.length,
        )}`
      : '';
  return `${named(packageName)}${some} (${named(id, 40)})`;
}

function linkOf(alert: OpenAlert): EvidenceLink {
  const { title, packageName, url, knownExploited } = alert;
  const severity: Severity = ratedAs(alert);
  const rated = severity === 'unknown' ? 'not rated' : severity;
  const words = packageName === undefined ? nameOf(alert) : `${nameOf(alert)}, ${named(title, 120)}`;
  const text = `${rated}${knownExploited ? ', known to be exploited' : ''}: ${words}`;
  return url === undefined ? { text } : { text, url };
}
