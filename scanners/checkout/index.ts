export { assessTargets } from './assess-targets.ts';
export { gatherAdvisories } from './gather-advisories.ts';
export { type RootConfig, readRootConfig } from './read-root-config.ts';
export { type ReadTarget, type ReadTargets, readTargets } from './read-targets.ts';
export { findScanRoot } from './scan-root.ts';
export type { Telling } from './telling.ts';
