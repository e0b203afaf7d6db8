export { type DetectedLockfile, detectLockfile, formatOf, type LockfileFamily } from './detect-lockfile.ts';
export { type InventoryItem, inventory, isMatchable } from './inventory.ts';
export { locateEntries } from './locate-entries.ts';
export type * from './lockfile.ts';
export { LockfileError, type LockfileErrorCode, type LockfileErrorDetail } from './lockfile-error.ts';
export { MANIFEST_FORMATS, needsManifests, PARSER_VERSION, parseLockfile } from './parse-lockfile.ts';
export { type UnmetEdge, unmetEdges, unmetPeers } from './unmet-edges.ts';
