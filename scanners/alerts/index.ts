export { ALERT_KINDS, type AlertFacts, type AlertKind } from './alert-facts.ts';
export { assessChange, type ChangeToAssess, changeGroupKey, changeIdOf } from './assess-change.ts';
export { assessLockfile } from './assess-lockfile.ts';
export { assessPackage, type HeldVersion } from './assess-package.ts';
export {
  type ChangedFinding,
  changedPackages,
  compareFindings,
  type FindingComparison,
} from './compare-findings.ts';
export {
  type CurrentAlert,
  type DecisionInput,
  decideTransitions,
  type InactiveReason,
  type Transition,
} from './decide-transitions.ts';
export { findSuppression, matchingSuppressions, type Suppression } from './find-suppression.ts';
export type { HeldLockfile } from './pair-lockfiles.ts';
export {
  DEFAULT_SUPPRESSION_DAYS,
  daysExpired,
  defaultSuppressionEnd,
  isSuppressionEnd,
  MAX_SUPPRESSION_DAYS,
} from './suppression-end.ts';
export { type Way, wayKey, wayOf } from './way-of.ts';
