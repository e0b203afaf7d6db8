export { type AgePolicy, type AgePolicyReading, momentOf, policyRefusal } from './age-policy.ts';
export { readAgePolicy } from './read-age-policy.ts';
