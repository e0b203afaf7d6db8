import type { AlertFacts } from './alert-facts.ts';
import type { CurrentAlert } from './decide-transitions.ts';

export interface Continuation {
  /** The alert that goes on with these facts; where there is none, one begins. */
  continued: Map<AlertFacts, CurrentAlert>;
  /** Alerts whose facts are gone, or which another alert speaks for now. */
  ended: { alert: CurrentAlert; mergedInto?: string }[];
}

/**
 * Which stored alert is which group of today. Groups are drawn anew each time: records gain aliases, merge and part.
 * An alert goes on with the group that holds the id it is named for; a group that has no such alert takes one whose
 * advisories it shares, the most shared first, and whose name no group has any more. So no group has two alerts, and none is opened under a name that is taken.
 */
export function continueAlerts(current: readonly CurrentAlert[], facts: readonly AlertFacts[]): Continuation {
  const groupOf = new Map<string, AlertFacts>();
  // Groups share no id: the record's own ids go before aliases only where the data contradicts itself.
  for (const group of facts) for (const id of group.aliases) groupOf.set(id, group);
  for (const group of facts) for (const id of group.advisoryIds) groupOf.set(id, group);

  const continued = new Map<AlertFacts, CurrentAlert>();
  const left = new Set(current);
  for (const alert of [...current].sort(liveThenOldest)) {
    const group = groupOf.get(alert.facts.groupKey);
    if (group === undefined || continued.has(group)) continue;
    continued.set(group, alert);
    left.delete(alert);
  }

  for (const alert of [...left].sort(liveThenOldest)) {
    // It is named for a group of today that another alert speaks for: with any other group it would be called by a wrong name.
    if (groupOf.has(alert.facts.groupKey)) continue;
    const group = mostShared(alert, groupOf, (candidate) => !continued.has(candidate));
    if (group === undefined) continue;
    continued.set(group, alert);
    left.delete(alert);
  }

  const ended = [...left].map((alert) => {
    const group = groupOf.get(alert.facts.groupKey) ?? mostShared(alert, groupOf, () => true);
    const heir = group === undefined ? undefined : continued.get(group);
    return { alert, mergedInto: heir?.facts.groupKey };
  });
  return { continued, ended };
}

/** A live alert goes before a resolved one, then the older one. */
function liveThenOldest(a: CurrentAlert, b: CurrentAlert): number {
  const resolved = Number(a.state === 'resolved') - Number(b.state === 'resolved');
  return resolved || a.openedAt.getTime() - b.openedAt.getTime() || a.id - b.id;
}

function mostShared(
  alert: CurrentAlert,
  groupOf: ReadonlyMap<string, AlertFacts>,
  eligible: (group: AlertFacts) => boolean,
): AlertFacts | undefined {
  const counts = new Map<AlertFacts, number>();
  for (const id of alert.facts.advisoryIds) {
    const group = groupOf.get(id);
    if (group !== undefined && eligible(group)) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a.groupKey < b.groupKey ? -1 : 1))[0]?.[0];
}
