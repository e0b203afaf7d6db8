import type { MaintainerChange } from '../maintainers/index.ts';
import { comparePrecedence } from '../osv/index.ts';
import type { AlertFacts } from './alert-facts.ts';
import type { HeldVersion } from './assess-package.ts';
import { wayOver, waysOf } from './ways-over.ts';

/** A change of a package that is open for the lockfile's repository. */
export interface ChangeToAssess extends Pick<MaintainerChange, 'packageName' | 'signals' | 'startedAt' | 'level'> {
  id: number;
}

const SIGNALS_TOLD = 3;
const LONGEST = 160;

/** The name under which alerts, suppressions and links know a change. */
export function changeGroupKey(id: number): string {
  return `maintainer-change-${id}`;
}

/** The change that an alert is about; undefined where it is about something else. */
export function changeIdOf({ kind, groupKey }: Pick<AlertFacts, 'kind' | 'groupKey'>): number | undefined {
  const id = kind === 'maintainer-change' ? /^maintainer-change-(\d{1,10})$/.exec(groupKey)?.[1] : undefined;
  return id === undefined ? undefined : Number(id);
}

/**
 * What is to be said of a change in one lockfile. It is about the package, so it is about every version that is held: the next
 * install may bring another one. Nothing is to be said where none is held.
 */
export function assessChange(change: ChangeToAssess, held: readonly HeldVersion[]): AlertFacts[] {
  if (held.length === 0) return [];
  const versions = [...new Set(held.map(({ version }) => version))].sort(byPrecedence);
  const key = changeGroupKey(change.id);
  return [
    {
      packageName: change.packageName,
      kind: 'maintainer-change',
      groupKey: key,
      advisoryIds: [key],
      aliases: [],
      summary: summaryOf(change),
      // One of level info is open nowhere.
      severity: change.level === 'info' ? 'low' : change.level,
      versions,
      fixes: Object.fromEntries(versions.map((version) => [version, null])),
      ways: waysOf(held),
      ...wayOver(held),
      publishedAt: change.startedAt,
      keys: held.flatMap(({ keys = [] }) => keys),
    },
  ];
}

/** The heaviest signals, and how many there are beside them: whoever reads it again sees that there is more. */
function summaryOf({ signals }: ChangeToAssess): string {
  const told = signals
    .slice(0, SIGNALS_TOLD)
    .map(({ text }) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text));
  const more = signals.length - told.length;
  return [...told, ...(more === 0 ? [] : [`${more} more ${more === 1 ? 'signal' : 'signals'}`])].join('; ');
}

function byPrecedence(a: string, b: string): number {
  return comparePrecedence(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
