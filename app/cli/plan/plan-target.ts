import { type AlertFacts, assessLockfile } from '../../../scanners/alerts/index.ts';
import { pathFilter, suppressionEnd } from '../../../scanners/config/index.ts';
import type { Matcher, PackageVersion } from '../../../scanners/osv/index.ts';
import {
  type AgePolicyReading,
  bringsVersion,
  joinSteps,
  type PackageDocument,
  type PlanSettings,
  planUpdates,
  readAgePolicy,
  type TargetSuppression,
  type UpdatePlan,
} from '../../../scanners/updates/index.ts';
import { readPackageDocuments } from '../../registry/read-package-documents.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import { CliError } from '../cli-error.ts';
import type { Messages } from '../messages.ts';
import type { ReadTarget } from '../scan/read-targets.ts';
import { readManifests } from './read-manifests.ts';
import { readSettings } from './read-settings.ts';
import type { WrittenGroup } from './write-updates.ts';

export interface TargetPlan {
  target: ReadTarget;
  alerts: AlertFacts[];
  plan: UpdatePlan;
  /** What came of it, where it was to be carried out. */
  written?: WrittenGroup[];
}

export interface TargetToPlan {
  target: ReadTarget;
  /** The root that the target's paths are relative to. */
  folder: string;
  matcher: Matcher;
  /** Asks what affects further versions; left out where the matcher knows every record of its packages. */
  moreAdvisories?: (items: readonly PackageVersion[]) => Promise<Matcher>;
  /** Shared by all targets. */
  documents: Map<string, PackageDocument | null>;
  registry: RegistrySettings;
  settings: PlanSettings;
  now: Date;
  messages: Messages;
}

/** Real plans settle within some ten; each round asks for something new. */
const MOST_ROUNDS = 200;

/** Decides, gathers what the decision lacks, and decides again, until nothing is lacking. */
export async function planTarget(toPlan: TargetToPlan): Promise<TargetPlan> {
  const { target, documents, moreAdvisories, settings, now, messages } = toPlan;
  const manifests = await readManifests(toPlan.folder, target);
  const alerts = assessLockfile(target.items, toPlan.matcher);
  const suppressions = suppressionsFor(target);
  const agePolicy = await ageOf(toPlan, manifests);
  const asked = new Set<string>();
  const matchers: Matcher[] = [toPlan.matcher];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const outcome = planUpdates({
      lockfile: target.lockfile,
      manifests,
      alerts,
      matcher: joinMatchers(matchers),
      documents,
      settings,
      agePolicy,
      suppressions,
      now,
    });
    if ('needs' in outcome) {
      await gatherDocuments(toPlan, outcome.needs);
      continue;
    }
    const unasked = targetsOf(outcome.plan).filter(({ name, version }) => !asked.has(`${name}@${version}`));
    if (moreAdvisories === undefined || unasked.length === 0) return { target, alerts, plan: outcome.plan };
    for (const { name, version } of unasked) asked.add(`${name}@${version}`);
    messages.progress(`asking about ${unasked.length} versions to update to`);
    matchers.push(await moreAdvisories(unasked));
  }
  throw new CliError(
    `${target.path}: the plan did not settle in ${MOST_ROUNDS} rounds. Please report this with the lockfile.`,
  );
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

async function gatherDocuments(
  { documents, registry, messages }: TargetToPlan,
  names: readonly string[],
): Promise<void> {
  const read = await readPackageDocuments(names, {
    registry,
    onProgress: (done, total) => messages.progress(`asking the registry: ${done} of ${total} packages`),
  });
  for (const [name, document] of read.documents) documents.set(name, document);
  for (const problem of read.problems) messages.note(problem.message);
}

function targetsOf({ updates }: UpdatePlan): PackageVersion[] {
  return joinSteps(updates.flatMap(({ steps }) => steps))
    .filter(bringsVersion)
    .map(({ name, version }) => ({ name, version }));
}

function joinMatchers(matchers: readonly Matcher[]): Matcher {
  return {
    match(name, version) {
      const found = matchers.flatMap((matcher) => matcher.match(name, version));
      return [...new Map(found.map((advisory) => [advisory.id, advisory])).values()];
    },
  };
}

/** The configuration's suppressions that are about this lockfile. */
function suppressionsFor({ suppressions, repositoryPath }: ReadTarget): TargetSuppression[] {
  return suppressions
    .filter(({ path }) => path === undefined || pathFilter([path])(repositoryPath))
    .map((suppression) => ({
      package: suppression.package,
      advisory: suppression.advisory,
      reason: suppression.reason,
      expiresAt: suppressionEnd(suppression),
    }));
}
