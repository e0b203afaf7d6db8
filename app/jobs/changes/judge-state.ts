import type { StoredChange } from '../../../db/maintainer-changes.ts';
import { type ChangeDecision, changeState, RISK_LEVELS } from '../../../scanners/maintainers/index.ts';
import type { Watching } from './watching-of.ts';

/** Null: it is open here, and an alert. Else why it is not, in words. */
export function whyEnded(
  change: StoredChange,
  decisions: readonly ChangeDecision[],
  { watching, now }: { watching: Watching; now: Date },
): string | null {
  const { enabled, level, cooldownDays } = watching;
  if (change.mergedInto !== null) return `merged into maintainer-change-${change.mergedInto}`;
  if (!enabled) return 'maintainer changes are not watched here';
  const { state, by, reason } = changeState(change, decisions, { now, cooldownDays });
  switch (state) {
    case 'malware':
      return 'known as malware';
    case 'reverted':
      return 'reverted';
    case 'accepted':
      return `accepted by ${by}${reason === undefined ? '' : `: ${reason}`}`;
    case 'quiet':
      if (change.level === 'info') return 'judged anew: nothing is left of it';
      return `quiet for ${cooldownDays} ${cooldownDays === 1 ? 'day' : 'days'}`;
    case 'open':
      return isBelow(change.level, level) ? `below the level that is watched: ${level}` : null;
  }
}

function isBelow(level: StoredChange['level'], least: Watching['level']): boolean {
  return RISK_LEVELS.indexOf(level) < RISK_LEVELS.indexOf(least);
}
