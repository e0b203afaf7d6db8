import { type AlertFacts, assessLockfile } from '../../../scanners/alerts/index.ts';
import type { ReadTarget } from '../../../scanners/checkout/read-targets.ts';
import { toSuppression } from '../../../scanners/config/index.ts';
import type { Matcher } from '../../../scanners/osv/index.ts';
import {
  type AgePolicyReading,
  type PlanSettings,
  readAgePolicy,
  toTargetSuppressions,
  type UpdatePlan,
} from '../../../scanners/updates/index.ts';
import { type PlanSources, settlePlan } from '../../updates/settle-plan.ts';
import { CliError } from '../cli-error.ts';
import type { Messages } from '../messages.ts';
import { readManifests } from './read-manifests.ts';
import { readSettings } from './read-settings.ts';
import type { WrittenUpdates } from './write-updates.ts';

export interface TargetPlan {
  target: ReadTarget;
  alerts: AlertFacts[];
  plan: UpdatePlan;
  /** What came of it, where it was to be carried out. */
  written?: WrittenUpdates[];
}

export interface TargetToPlan {
  target: ReadTarget;
  /** The root that the target's paths are relative to. */
  folder: string;
  matcher: Matcher;
  sources: PlanSources;
  settings: PlanSettings;
  now: Date;
  messages: Messages;
}

/** Decides what to do about one lockfile, as the service does. */
export async function planTarget(toPlan: TargetToPlan): Promise<TargetPlan> {
  const { target, matcher, sources, settings, now } = toPlan;
  const manifests = await readManifests(toPlan.folder, target);
  const alerts = assessLockfile(target.items, matcher);
  const plan = await settlePlan(
    {
      lockfile: target.lockfile,
      manifests,
      alerts,
      matcher,
      settings,
      agePolicy: await ageOf(toPlan, manifests),
      suppressions: toTargetSuppressions(target.suppressions.map(toSuppression), {
        lockfilePath: target.repositoryPath,
      }),
      now,
    },
    sources,
  );
  if (plan === undefined) {
    throw new CliError(`${target.path}: the plan did not settle. Please report this with the lockfile.`);
  }
  return { target, alerts, plan };
}

/** The age that the repository's own package manager asks of versions. */
async function ageOf(
  { target, folder, messages }: TargetToPlan,
  manifests: ReadonlyMap<string, string>,
): Promise<AgePolicyReading> {
  const manifest = manifests.get('.');
  const files = new Map([
    ...(await readSettings(folder, target)),
    ...(manifest === undefined ? [] : ([['package.json', manifest]] as const)),
  ]);
  const reading = readAgePolicy(files, target.lockfile);
  if (reading.problem !== undefined) messages.note(`${target.path}: ${reading.problem}`);
  return reading;
}
