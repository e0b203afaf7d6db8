import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Matcher, PackageVersion } from '../../../scanners/osv/index.ts';
import { groupUpdates, type PlannedUpdate, type UpdateGrouping } from '../../../scanners/updates/index.ts';
import { editProject } from '../../updates/edit-project.ts';
import type { EditSurroundings } from '../../updates/edit-request.ts';
import { proveEdit } from '../../updates/prove-edit.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import type { Messages } from '../messages.ts';
import type { TargetPlan } from './plan-target.ts';
import { readManifests } from './read-manifests.ts';
import { readProjectFiles } from './read-project-files.ts';

/** What came of one set of updates. Where there are reasons, nothing of it was written. */
export interface WrittenGroup {
  updates: string[];
  /** Relative to the lockfile's folder. */
  files: string[];
  programs: string[];
  reasons: string[];
}

export interface PlanToWrite {
  planned: TargetPlan;
  /** The root that the target's paths are relative to. */
  folder: string;
  grouping: UpdateGrouping;
  registry: RegistrySettings;
  /** Knows what affects these packages. */
  matcherFor: (packages: readonly PackageVersion[]) => Promise<Matcher>;
  env: NodeJS.ProcessEnv;
  messages: Messages;
}

/** Edits the project's files in the working tree, one set of updates after the other, each only once it is proven. */
export async function writeUpdates(toWrite: PlanToWrite): Promise<WrittenGroup[]> {
  const { planned, folder, grouping } = toWrite;
  const { target, plan } = planned;
  const project = await readProjectFiles(folder, target, await readManifests(folder, target));
  const files = new Map(project.files);
  const written: WrittenGroup[] = [];
  const left = groupUpdates(plan.updates, grouping);
  for (let updates = left.shift(); updates !== undefined; updates = left.shift()) {
    const group = { updates: [...new Set(updates.map(({ name }) => name))], files: [], programs: [], reasons: [] };
    const outcome = await carryOut(toWrite, { ...project, files: new Map(files) }, updates);
    if ('reasons' in outcome) {
      // One that fails is not to hold up those that can stand without it.
      const parts = groupUpdates(updates, 'package');
      if (parts.length > 1) left.unshift(...parts);
      else written.push({ ...group, reasons: outcome.reasons });
      continue;
    }
    const base = dirname(join(folder, target.repositoryPath));
    for (const [path, text] of outcome.files) {
      await writeFile(join(base, path), text);
      files.set(path, text);
    }
    written.push({ ...group, files: [...outcome.files.keys()].sort(), programs: outcome.programs });
  }
  return written;
}

async function carryOut(
  { registry, matcherFor, env, messages, planned }: PlanToWrite,
  project: Awaited<ReturnType<typeof readProjectFiles>>,
  updates: readonly PlannedUpdate[],
): Promise<{ files: ReadonlyMap<string, string>; programs: string[] } | { reasons: string[] }> {
  const { path } = planned.target;
  const surroundings: EditSurroundings = {
    registry,
    cacheFolder: join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lockkeeper'),
    log: { info: (_, message) => messages.progress(`${path}: ${message}`), warn: () => undefined },
  };
  messages.progress(`${path}: editing`);
  const edited = await editProject({ ...surroundings, ...project, updates });
  if ('failure' in edited) return { reasons: [edited.failure.text] };
  messages.progress(`${path}: proving`);
  const proof = await proveEdit({
    ...surroundings,
    ...project,
    edited: edited.files,
    updates,
    matcherFor,
    threshold: 'low',
  });
  return proof.proven ? edited : { reasons: proof.reasons };
}
