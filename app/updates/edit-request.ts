import type { LockfileFormat } from '../../scanners/lockfiles/index.ts';
import type { PlannedUpdate } from '../../scanners/updates/update-plan.ts';
import type { RegistrySettings } from './registry/registry-settings.ts';

/** What bounds one run of a package manager, and what is handed to it. */
export interface EditLimits {
  /** Wall time of one run. */
  seconds: number;
  /** Resident memory of the run's whole process group. */
  memoryMb: number;
  /** Of all files that are handed over, in bytes. */
  inputBytes: number;
}

export const DEFAULT_LIMITS: EditLimits = { seconds: 240, memoryMb: 2048, inputBytes: 64 * 1024 * 1024 };

/** The part of a logger that is used here: pino's order, data first. */
export interface EditLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
}

/** A project as the repository holds it. Paths are relative to the lockfile's folder, with `/`. */
export interface ProjectFiles {
  /** The lockfile, package.json of the root and of workspaces, pnpm-workspace.yaml, .npmrc, .yarnrc, .yarnrc.yml, bunfig.toml, patches. */
  files: ReadonlyMap<string, string>;
  /** The lockfile's key in `files`. */
  lockfilePath: string;
  format: LockfileFormat;
}

/** Where and how package managers run. */
export interface EditSurroundings {
  /** From our own settings, never from the repository. */
  registry: RegistrySettings;
  /** Kept between runs: package managers and what registries answered. */
  cacheFolder: string;
  limits?: EditLimits;
  log: EditLog;
  signal?: AbortSignal;
}

export interface EditRequest extends ProjectFiles, EditSurroundings {
  updates: readonly PlannedUpdate[];
}
