export { type ChangeDecision, type ChangeState, changeState, type DecidableChange } from './change-state.ts';
export {
  comparePublishSignals,
  isUnchanged,
  type SignalChange,
  type SignalComparison,
  type SignalName,
} from './compare-publish-signals.ts';
export { type ChangeSpan, type ContinuedChanges, continueChanges, type KnownChange } from './continue-changes.ts';
export type * from './ledger-entry.ts';
export * from './maintainer-risk.ts';
export type * from './package-snapshot.ts';
export type * from './publish-signals.ts';
