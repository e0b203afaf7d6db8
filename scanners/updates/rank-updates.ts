import type { AlertFacts } from '../alerts/index.ts';
import type { Exploitation } from '../exploits/index.ts';
import { compareSeverity, type Severity } from '../osv/index.ts';
import type { PlannedUpdate } from './update-plan.ts';

/** What goes first when there are more pull requests to open than a run may. */
export interface UpdateRank {
  malware: boolean;
  /** CISA's catalogue of known exploited vulnerabilities names one of what it clears. */
  knownExploited: boolean;
  /** The highest EPSS probability of what it clears, from 0 to 1; null where none is known. */
  epss: number | null;
  severity: Severity;
  /** How many findings it clears. */
  findings: number;
}

type RankedAlert = Pick<AlertFacts, 'packageName' | 'groupKey' | 'kind' | 'severity' | 'advisoryIds' | 'aliases'>;

/** What a set of updates is about, at its worst. What clears nothing goes after all that does. */
export function rankUpdates(
  updates: readonly PlannedUpdate[],
  alerts: readonly RankedAlert[],
  exploitationOf: (alert: RankedAlert) => Exploitation,
): UpdateRank {
  const cleared = alerts.filter((alert) => updates.some((update) => isAbout(update, alert)));
  const exploitations = cleared.map(exploitationOf);
  const scores = exploitations.flatMap(({ epss }) => (epss === undefined ? [] : [epss]));
  return {
    malware: cleared.some(({ kind }) => kind === 'malware'),
    knownExploited: exploitations.some(({ knownExploited }) => knownExploited),
    epss: scores.length === 0 ? null : Math.max(...scores),
    severity: cleared.map(({ severity }) => severity).sort(compareSeverity)[0] ?? 'low',
    findings: cleared.length,
  };
}

/** Whether an update clears the alert, or lessens it. */
export function isAbout(
  { name, clears, reduces = [] }: PlannedUpdate,
  { packageName, groupKey }: Pick<AlertFacts, 'packageName' | 'groupKey'>,
): boolean {
  return name === packageName && (clears.includes(groupKey) || reduces.includes(groupKey));
}

/** What goes first is smaller: malware, known exploited, EPSS, severity, number of findings. */
export function compareRanks(a: UpdateRank, b: UpdateRank): number {
  return (
    Number(b.malware) - Number(a.malware) ||
    Number(b.knownExploited) - Number(a.knownExploited) ||
    (b.epss ?? 0) - (a.epss ?? 0) ||
    compareSeverity(a.severity, b.severity) ||
    b.findings - a.findings
  );
}
