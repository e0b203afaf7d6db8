import type { Lockfile } from '../../scanners/lockfiles/index.ts';
import type { PlannedUpdate, VersionStep } from '../../scanners/updates/update-plan.ts';
import type { EditLimits, EditLog } from './edit-request.ts';
import type { Program } from './programs/obtain-program.ts';
import type { ServedRegistry } from './registry/serve-registry.ts';

/** What the edit of one lockfile by a real program is made from. */
export interface ProgramEdit {
  program: Program;
  /** All files of the project as they are to be, but for the lockfile, which is as it was. */
  files: ReadonlyMap<string, string>;
  lockfilePath: string;
  lockfile: Lockfile;
  steps: readonly VersionStep[];
  /** What the steps are for. */
  updates: readonly PlannedUpdate[];
  registry: ServedRegistry;
  limits: EditLimits;
  log: EditLog;
  signal?: AbortSignal;
}

/** The files that a check of what is in step needs. */
export type ProgramCheck = Pick<ProgramEdit, 'program' | 'files' | 'lockfilePath' | 'registry' | 'limits' | 'signal'>;
