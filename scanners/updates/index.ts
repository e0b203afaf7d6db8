export { type AgePolicy, type AgePolicyReading, readAgePolicy } from './age-policy/index.ts';
export { heldText } from './blocked.ts';
export { BRANCH_PREFIX, branchName } from './branch-name.ts';
export { chooseUpdates, compareCandidates, UPDATE_CAP, type UpdateCandidate } from './choose-updates.ts';
export { groupUpdates, UPDATE_GROUPINGS, type UpdateGrouping } from './group-updates.ts';
export { type HoldingChange, holdsOfChange } from './holds-of-change.ts';
export type * from './package-document.ts';
export {
  DEFAULT_PLAN_SETTINGS,
  type PlanRequest,
  type PlanSettings,
  type TargetHold,
  type TargetSuppression,
} from './plan-request.ts';
export { bringsVersion, joinSteps } from './plan-steps.ts';
export { planUpdates } from './plan-updates.ts';
export { compareRanks, isAbout, rankUpdates, type UpdateRank } from './rank-updates.ts';
export { createHolds, type Held, type HeldCandidate } from './target-holds.ts';
export { toTargetSuppressions } from './target-suppressions.ts';
export type * from './update-plan.ts';
