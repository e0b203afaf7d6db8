import type { StoredChange } from '../../../db/maintainer-changes.ts';
import type { MaintainersConfig } from '../../../scanners/config/index.ts';
import { type ChangeDecision, changeState } from '../../../scanners/maintainers/index.ts';

/** Null: it is open here, and an alert, of whichever level: the configured one is about issues. Else why it is not, in words. */
export function whyEnded(
  change: StoredChange,
  decisions: readonly ChangeDecision[],
  { watching, now }: { watching: Pick<MaintainersConfig, 'enabled' | 'cooldownDays'>; now: Date },
): string | null {
  const { enabled, cooldownDays } = watching;
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
      return null;
  }
}
