export { detectLockfile, type DetectedLockfile } from './detect-lockfile.ts';
export { inventory, type InventoryItem } from './inventory.ts';
export { locateEntries } from './locate-entries.ts';
export type * from './lockfile.ts';
export { LockfileError, type LockfileErrorCode, type LockfileErrorDetail } from './lockfile-error.ts';
export { MANIFEST_FORMATS, PARSER_VERSION, parseLockfile } from './parse-lockfile.ts';
