import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { groupUpdates, type PlannedUpdate, type UpdateGrouping } from '../../../scanners/updates/index.ts';
import { carryOut, type ToCarryOut } from '../../updates/carry-out.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import type { Messages } from '../messages.ts';
import type { TargetPlan } from './plan-target.ts';
import { readManifests } from './read-manifests.ts';
import { readProjectFiles } from './read-project-files.ts';

/** What came of updates that stand or fall together. Where there are reasons, nothing of it was written. */
export interface WrittenUpdates {
  updates: string[];
  /** Relative to the lockfile's folder. */
  files: string[];
  programs: string[];
  reasons: string[];
}

export interface PlanToWrite extends Pick<ToCarryOut, 'matcherFor'> {
  planned: TargetPlan;
  /** The root that the target's paths are relative to. */
  folder: string;
  grouping: UpdateGrouping;
  registry: RegistrySettings;
  env: NodeJS.ProcessEnv;
  messages: Messages;
}

/** Edits the project's files in the working tree, one set of updates after the other, each only once it is proven. */
export async function writeUpdates(toWrite: PlanToWrite): Promise<WrittenUpdates[]> {
  const { planned, folder, grouping, registry, matcherFor, env, messages } = toWrite;
  const { target, plan } = planned;
  const base = dirname(join(folder, target.repositoryPath));
  const project = await readProjectFiles(folder, target, await readManifests(folder, target));
  const files = new Map(project.files);
  const written: WrittenUpdates[] = [];
  for (const updates of groupUpdates(plan.updates, grouping)) {
    const carried = await carryOut({
      project: { ...project, files: new Map(files) },
      updates,
      registry,
      cacheFolder: join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lockkeeper'),
      log: { info: (_, message) => messages.progress(`${target.path}: ${message}`), warn: () => undefined },
      matcherFor,
      threshold: 'low',
    });
    for (const [path, text] of carried.files) {
      await writeFile(join(base, path), text);
      files.set(path, text);
    }
    const { programs } = carried;
    if (carried.files.size > 0) {
      written.push({
        updates: namesOf(carried.updates),
        files: [...carried.files.keys()].sort(),
        programs,
        reasons: [],
      });
    }
    for (const { updates: left, reasons } of carried.refused) {
      written.push({ updates: namesOf(left), files: [], programs: [], reasons });
    }
  }
  return written;
}

function namesOf(updates: readonly PlannedUpdate[]): string[] {
  return [...new Set(updates.map(({ name }) => name))];
}
