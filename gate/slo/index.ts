export { exhaustion, exhaustionOf, remainingBudget } from './budget.ts';
export { type BurnPair, burnPairs, impossiblePairs } from './burn-pairs.ts';
export { type PairState, pairsOf } from './pairs-of.ts';
export { burnOver, nameOf, type Reading } from './reading.ts';
export { burnRate, maximumBurn, sampleProblem, sliOf, targetProblem } from './sli.ts';
export { SloError } from './slo-error.ts';
export * from './slo-fact.ts';
export { namesWindow, queryFor, type SloObjective } from './slo-objective.ts';
