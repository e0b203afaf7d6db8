export { evaluate } from './evaluate.ts';
export type * from './facts.ts';
export { GATE_ALERT_KINDS } from './facts.ts';
export { type Known, known, type Unknown, unknown } from './known.ts';
export { overrideThatHolds } from './overrides.ts';
export type * from './policy.ts';
export { CHECKS, EFFECTS, MODES, UNDECIDED } from './policy.ts';
export type * from './verdict.ts';
