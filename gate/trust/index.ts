export { BANDS, bandOf } from './bands.ts';
export { scoreTrust } from './score-trust.ts';
export * from './trust-score.ts';
export { TRUST_VERSION } from './weights.ts';
