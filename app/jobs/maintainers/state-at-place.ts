import type { StoredChange } from '../../../db/maintainer-changes.ts';
import type { MaintainersConfig } from '../../../scanners/config/index.ts';
import {
  type ChangeDecision,
  type ChangeState,
  changeState,
  RISK_LEVELS,
} from '../../../scanners/maintainers/index.ts';

/** What a change is for those whose issues tell of it. */
export type ReportedState = Omit<ChangeState, 'state'> & {
  state:
    | ChangeState['state']
    /** It is below the level from which on the repositories want to be told. */
    | 'unwatched'
    /** Another issue tells of it. */
    | 'elsewhere'
    /** Nothing that is told of here holds the package any more, or wants to be told of any change. */
    | 'gone';
};

/**
 * A change as the repositories see it that are told of it in one place: it is open as long as it is open for one of them.
 * @param configs of those that hold its package and want to be told of changes
 */
export function stateAtPlace(
  change: StoredChange,
  decisions: readonly ChangeDecision[],
  { configs, now }: { configs: readonly MaintainersConfig[]; now: Date },
): ReportedState {
  if (configs.length === 0) {
    const ended = changeState(change, decisions, { now, cooldownDays: 1 });
    return ended.state === 'open' || ended.state === 'quiet' ? { state: 'gone' } : ended;
  }
  const watching = configs.filter(({ level }) => isAtLeast(change.level, level));
  // Of what went below the level something was told: how that ended is still worth a word.
  const by = watching.length > 0 ? watching : configs;
  const longest = Math.max(...by.map(({ cooldownDays }) => cooldownDays));
  const state = changeState(change, decisions, { now, cooldownDays: longest });
  return state.state === 'open' && watching.length === 0 ? { state: 'unwatched' } : state;
}

function isAtLeast(level: StoredChange['level'], least: MaintainersConfig['level']): boolean {
  return RISK_LEVELS.indexOf(level) >= RISK_LEVELS.indexOf(least);
}
