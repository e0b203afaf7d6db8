export { type AgePolicy, type AgePolicyReading, readAgePolicy } from './age-policy/index.ts';
export { groupUpdates, UPDATE_GROUPINGS, type UpdateGrouping } from './group-updates.ts';
export type * from './package-document.ts';
export { DEFAULT_PLAN_SETTINGS, type PlanRequest, type PlanSettings, type TargetSuppression } from './plan-request.ts';
export { joinSteps } from './plan-steps.ts';
export { planUpdates } from './plan-updates.ts';
export { toTargetSuppressions } from './target-suppressions.ts';
export type * from './update-plan.ts';
