import type { MaintainerChange, RiskLevel, TrustSignal } from '../../../scanners/maintainers/index.ts';
import { RISK_LEVELS } from '../../../scanners/maintainers/index.ts';
import type { FailOn } from '../scan/scan-exit-code.ts';

/** How risky a package is today, and why. */
export interface CurrentRisk {
  level: RiskLevel;
  score: number;
  /** The heaviest first; empty where nothing happened. */
  reasons: readonly TrustSignal[];
  /** The change that it comes from. */
  change?: MaintainerChange;
}

/** That of the worst change of the last days that was not taken back. */
export function currentRisk(
  changes: readonly MaintainerChange[],
  { now, days }: { now: Date; days: number },
): CurrentRisk {
  const recent = changes.filter((change) => !change.reverted && isRecent(change, { now, days }));
  const change = recent.sort((a, b) => b.score - a.score || (a.lastSignalAt < b.lastSignalAt ? 1 : -1))[0];
  if (change === undefined) return { level: 'info', score: 0, reasons: [] };
  const { level, score, signals } = change;
  return { level, score, reasons: signals, change };
}

export function isRecent({ lastSignalAt }: MaintainerChange, { now, days }: { now: Date; days: number }): boolean {
  return Date.parse(lastSignalAt) >= now.getTime() - days * 24 * 60 * 60 * 1000;
}

export function reaches(level: RiskLevel, failOn: FailOn): boolean {
  return failOn !== 'never' && RISK_LEVELS.indexOf(level) >= RISK_LEVELS.indexOf(failOn);
}
