import { createHash } from 'node:crypto';
import { loadAdvisories } from '../../../db/advisories.ts';
import type { Db } from '../../../db/open-database.ts';
import { listOwnOverrides } from '../../../db/own-overrides.ts';
import type { AuthoredSuppression } from '../../../db/suppressions.ts';
import { type AlertFacts, assessLockfile } from '../../../scanners/alerts/index.ts';
import type { MaintainersConfig, UpdatesConfig } from '../../../scanners/config/index.ts';
import { createMatcher, type Matcher, severityAtLeast } from '../../../scanners/osv/index.ts';
import {
  branchName,
  compareRanks,
  DEFAULT_PLAN_SETTINGS,
  groupUpdates,
  type OwnOverride,
  type PlannedUpdate,
  rankUpdates,
  readAgePolicy,
  type TargetHold,
  toTargetSuppressions,
  type UpdatePlan,
  type UpdateRank,
} from '../../../scanners/updates/index.ts';
import { standingOverrides } from '../../updates/manifests/added-overrides.ts';
import { settlePlan } from '../../updates/settle-plan.ts';
import { holdsFor } from './holds-for.ts';
import { type ExploitationOfAlerts, loadExploitation } from './load-exploitation.ts';
import type { Project } from './read-projects.ts';
import type { UpdateTools } from './update-tools.ts';

export interface ProjectToPlan {
  db: Db;
  tools: UpdateTools;
  /** The lockfile's, in the repository. */
  path: string;
  lockfileId: number;
  project: Project;
  config: UpdatesConfig;
  suppressions: readonly AuthoredSuppression[];
  installationId: number;
  /** How maintainer changes are watched, which hold targets. */
  watching: MaintainersConfig;
  now: Date;
  signal?: AbortSignal;
}

export interface ProjectPlan {
  /** What is there, of the severities that updates are made for. */
  alerts: AlertFacts[];
  plan: UpdatePlan;
  /** The worst first. */
  groups: PlannedGroup[];
  /** Knows the advisories of everything that the lockfile holds. */
  matcher: Matcher;
  exploitation: ExploitationOfAlerts;
  /** Those that stand in the project as we added them. */
  ownOverrides: OwnOverride[];
  /** What was not to be proposed, for what happened to its package. */
  holds: TargetHold[];
}

/** What one pull request would do. */
export interface PlannedGroup {
  branch: string;
  updates: PlannedUpdate[];
  rank: UpdateRank;
  /** Hash of packages and target versions. */
  claim: string;
  /** Hash of the project's files and of the steps. */
  contentKey: string;
}

/** Another number makes every pull request anew: raise it when the same plan would be carried out otherwise. */
const EDITION = 1;

/** Decides what to do about a lockfile. @throws Error where the plan does not settle; RegistryError */
export async function planProject(toPlan: ProjectToPlan): Promise<ProjectPlan> {
  const { db, tools, path, project, config, installationId, watching, now, signal } = toPlan;
  const { lockfile, items, manifests } = project;
  const packageNames = [...new Set(items.map(({ name }) => name))];
  const held = await loadAdvisories(db, packageNames);
  const matcher = createMatcher(new Set([...held.values()].flat().map(({ advisory }) => advisory)));
  const alerts = assessLockfile(items, matcher).filter(
    ({ kind, severity }) => kind === 'malware' || severityAtLeast(severity, config.minSeverity),
  );
  const ownOverrides = standingOverrides(
    project.files,
    project.format,
    (await listOwnOverrides(db, toPlan.lockfileId)).map(({ mergedAt: _, clears: __, ...own }) => own),
  );
  const holds = await holdsFor(db, { installationId, packageNames, watching, now });
  const plan = await settlePlan(
    {
      lockfile,
      manifests,
      alerts,
      matcher,
      settings: {
        ...DEFAULT_PLAN_SETTINGS,
        minReleaseAgeDays: config.minReleaseAgeDays,
        allowOverrides: config.overrides,
      },
      agePolicy: readAgePolicy(project.files, lockfile),
      suppressions: toTargetSuppressions(toPlan.suppressions, { lockfilePath: path }),
      holds,
      ownOverrides,
      now,
    },
    { documents: (names) => tools.documents.read(names, signal) },
  );
  if (plan === undefined) throw new Error(`${path}: the plan did not settle. Please report this with the lockfile.`);
  const exploitation = await loadExploitation(db, alerts);
  const groups = groupUpdates(plan.updates, config.group)
    .map((updates) => describeGroup(toPlan, { alerts, updates, exploitation }))
    .sort((a, b) => compareRanks(a.rank, b.rank));
  return { alerts, plan, groups, matcher, exploitation, ownOverrides, holds };
}

function describeGroup(
  { path, project, config }: ProjectToPlan,
  {
    alerts,
    updates,
    exploitation,
  }: { alerts: AlertFacts[]; updates: PlannedUpdate[]; exploitation: ExploitationOfAlerts },
): PlannedGroup {
  const packages = config.group === 'package' ? [...new Set(updates.map(({ name }) => name))] : undefined;
  const files = [...project.shas].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    branch: branchName({ path, format: project.format, packages }),
    updates,
    rank: rankUpdates(updates, alerts, ({ groupKey }) => exploitation.of(groupKey)),
    claim: hash(
      updates.map(({ name, to, how }) => (how === 'unneeded-override' ? [name, to, how] : [name, to])).sort(),
    ),
    contentKey: hash([EDITION, files, updates.map(({ steps }) => steps)]),
  };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
