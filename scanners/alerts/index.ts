export type { AlertFacts } from './alert-facts.ts';
export { type AlertMatcher, assessLockfile } from './assess-lockfile.ts';
export { assessPackage, type HeldVersion } from './assess-package.ts';
export {
  type CurrentAlert,
  type DecisionInput,
  decideTransitions,
  type InactiveReason,
  type Transition,
} from './decide-transitions.ts';
export { findSuppression, type Suppression } from './find-suppression.ts';
