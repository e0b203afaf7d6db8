import { severityAtLeast } from '../../scanners/osv/severity.ts';
import type { OpenAlert } from '../facts.ts';
import type { Known } from '../known.ts';
import { nameList } from './name-list.ts';
import type { TrustPart } from './trust-score.ts';
import { CAPS } from './weights.ts';

export interface Cap {
  at: number;
  part: TrustPart;
  why: string;
  cure: string;
}

/** The lowest that holds. What is known of alerts decides: where nothing is, none can. */
export function capOf(alerts: Known<readonly OpenAlert[]>): Cap | null {
  if (!alerts.known) return null;
  const malware = alerts.value.filter(({ kind }) => kind === 'malware');
  if (malware.length > 0) return cap(CAPS.malware, malware, 'Take it out');
  const exploited = alerts.value.filter(isExploitedCritical);
  return exploited.length > 0 ? cap(CAPS.exploited, exploited, 'Update or replace it first') : null;
}

/** One that nobody has rated may be critical. Only development's own is left to the weights: it is not reached from outside. */
function isExploitedCritical({ kind, severity, knownExploited, production }: OpenAlert): boolean {
  const counts = kind === 'vulnerability' && knownExploited === true && production !== false;
  return counts && severityAtLeast(severity, 'critical');
}

function cap(row: Omit<Cap, 'cure'>, alerts: readonly OpenAlert[], cure: string): Cap {
  const names = nameList(alerts.map(({ packageName }) => packageName));
  return { ...row, cure: names === '' ? cure : `${cure}: ${names}` };
}
