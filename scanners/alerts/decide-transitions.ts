import type { AlertFacts } from './alert-facts.ts';
import { changedFields } from './changed-fields.ts';
import { continueAlerts } from './continue-alerts.ts';
import { findSuppression, type Suppression } from './find-suppression.ts';

export type AlertState = 'open' | 'suppressed' | 'resolved';

/** An alert as it is stored: its facts when they were last true, and its state. */
export interface CurrentAlert {
  id: number;
  state: AlertState;
  reason: string | null;
  suppressedUntil: Date | null;
  openedAt: Date;
  facts: Omit<AlertFacts, 'aliases' | 'keys'>;
}

/** Why nothing in a lockfile counts any more, whatever it holds. */
export type InactiveReason = 'lockfile removed' | 'repository removed' | 'repository archived';

export interface DecisionInput {
  /** All alerts of this lockfile and package, resolved ones too: what comes back continues where it left off. */
  current: readonly CurrentAlert[];
  /** What `assessPackage` says now. */
  facts: readonly AlertFacts[];
  /** The package's versions that the lockfile holds now: they tell a corrected advisory from a fixed dependency. */
  heldVersions: readonly string[];
  /** Ids that are withdrawn or no longer known. */
  withdrawnIds: ReadonlySet<string>;
  /** Why maintainer changes are not among the facts, by their group keys, in words. */
  endedChanges?: ReadonlyMap<string, string>;
  inactive?: InactiveReason;
  lockfilePath: string;
  /** Those of the repository and of its whole installation. */
  suppressions: readonly Suppression[];
  now: Date;
}

/** One change of one alert. `alertId` is null where an alert begins. */
export interface Transition {
  event: 'opened' | 'updated' | 'suppressed' | 'reopened' | 'resolved';
  alertId: number | null;
  from: AlertState | null;
  to: AlertState;
  reason: string | null;
  suppressedUntil: Date | null;
  suppressionId?: number;
  /** What the alert says from now on; null: it keeps what it said last. */
  facts: AlertFacts | null;
  /** Which facts differ from what it said. */
  changed: string[];
  /** Worth a line in the evidence: false only for updates of what is merely shown. */
  recorded: boolean;
}

/**
 * The alert state machine: open → suppressed → open → resolved → reopened. Deciding again with the outcome gives
 * nothing, so a job that was stopped is simply run again.
 */
export function decideTransitions(input: DecisionInput): Transition[] {
  const facts = input.inactive === undefined ? input.facts : [];
  const { continued, ended } = continueAlerts(input.current, facts);
  return [
    ...ended.flatMap((end) => resolve(end.alert, end.mergedInto, input)),
    ...facts.flatMap((now) => decideOne(continued.get(now), now, input)),
  ];
}

function decideOne(alert: CurrentAlert | undefined, facts: AlertFacts, input: DecisionInput): Transition[] {
  const suppression = findSuppression(facts, input);
  const changed = alert === undefined ? [] : changedFields(alert.facts, facts);
  const begun = {
    alertId: alert?.id ?? null,
    from: alert?.state ?? null,
    facts,
    changed: changed.map(({ name }) => name),
  };

  if (suppression !== undefined) {
    const same =
      alert?.state === 'suppressed' &&
      alert.reason === suppression.reason &&
      alert.suppressedUntil?.getTime() === suppression.expiresAt?.getTime();
    if (same)
      return update(
        alert,
        begun,
        changed.some(({ recorded }) => recorded),
      );
    return [{ ...begun, event: 'suppressed', to: 'suppressed', recorded: true, ...heldBy(suppression) }];
  }
  const free = { to: 'open', suppressedUntil: null, recorded: true } as const;
  if (alert === undefined) return [{ ...begun, ...free, event: 'opened', reason: null }];
  if (alert.state === 'resolved')
    return [{ ...begun, ...free, event: 'reopened', reason: whyBack(alert.facts, facts) }];
  if (alert.state === 'open')
    return update(
      alert,
      begun,
      changed.some(({ recorded }) => recorded),
    );
  const expired = alert.suppressedUntil !== null && alert.suppressedUntil <= input.now;
  const reason = expired ? 'suppression expired' : 'suppression withdrawn';
  return [{ ...begun, ...free, event: 'reopened', reason }];
}

function heldBy({ id, reason, expiresAt }: Suppression) {
  return { suppressionId: id, reason, suppressedUntil: expiresAt };
}

type Begun = Pick<Transition, 'alertId' | 'from' | 'facts' | 'changed'>;

function update(alert: CurrentAlert, begun: Begun, recorded: boolean): Transition[] {
  if (begun.changed.length === 0) return [];
  const { state, reason, suppressedUntil } = alert;
  return [{ ...begun, event: 'updated', to: state, reason, suppressedUntil, recorded }];
}

function resolve(alert: CurrentAlert, mergedInto: string | undefined, input: DecisionInput): Transition[] {
  if (alert.state === 'resolved') return [];
  const reason = mergedInto === undefined ? whyResolved(alert, input) : `merged into ${mergedInto}`;
  return [
    {
      event: 'resolved',
      alertId: alert.id,
      from: alert.state,
      to: 'resolved',
      reason,
      suppressedUntil: null,
      facts: null,
      changed: [],
      recorded: true,
    },
  ];
}

function whyBack(said: CurrentAlert['facts'], { kind, summary }: AlertFacts): string {
  if (kind !== 'maintainer-change') return 'affected again';
  return said.summary === summary ? 'open again' : 'there is more to it';
}

function whyResolved(alert: CurrentAlert, input: DecisionInput): string {
  if (input.inactive !== undefined) return input.inactive;
  if (alert.facts.kind === 'maintainer-change') {
    if (input.heldVersions.length === 0) return 'fixed';
    return input.endedChanges?.get(alert.facts.groupKey) ?? 'judged anew: nothing is left of it';
  }
  if (alert.facts.advisoryIds.every((id) => input.withdrawnIds.has(id))) return 'withdrawn';
  // The dependency is still what it was, so it is the advisory that changed its mind.
  return alert.facts.versions.some((version) => input.heldVersions.includes(version)) ? 'advisory corrected' : 'fixed';
}
