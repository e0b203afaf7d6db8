export { momentsToLookAround } from './burst-signals.ts';
export { type ChangeDecision, type ChangeState, changeState, type DecidableChange } from './change-state.ts';
export {
  comparePublishSignals,
  isUnchanged,
  type SignalChange,
  type SignalComparison,
  type SignalName,
} from './compare-publish-signals.ts';
export { compareSnapshots, type SnapshotComparison } from './compare-snapshots.ts';
export { type ChangeSpan, type ContinuedChanges, continueChanges, type KnownChange } from './continue-changes.ts';
export { describeEntry, describePerson } from './describe-entry.ts';
export { judgeLedger } from './judge-ledger.ts';
export { isDue, type LedgerCheck, type LedgerQuestion, ledgerChecks, nextLook } from './ledger-checks.ts';
export type * from './ledger-entry.ts';
export { lookalikes } from './lookalikes.ts';
export * from './maintainer-risk.ts';
export { isObject, own } from './own-field.ts';
export type * from './package-snapshot.ts';
export type * from './publish-signals.ts';
export { createKeepList, type KeepList, publishSignalsOf } from './publish-signals-of.ts';
export { type BuildSource, readAttestations } from './read-attestations.ts';
export { readHistory } from './read-history.ts';
export { readSnapshot } from './read-snapshot.ts';
export { isPrerelease, releaseLine } from './release-line.ts';
export { repositoryAddress } from './repository-address.ts';
export { isOlder, toSeen } from './seen-snapshot.ts';
export { SnapshotError } from './snapshot-error.ts';
export { type KnownTag, likelyTags, possibleTags } from './tag-names.ts';
export { DEFAULT_REPORT_LEVEL, levelOf, THRESHOLDS, WEIGHTS, WEIGHTS_VERSION, type Weight } from './weights.ts';
