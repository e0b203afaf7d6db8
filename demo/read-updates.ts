import type { Db } from '../db/open-database.ts';
import type { UpdatePullRequestState } from '../db/schema/update-pull-requests.ts';

export interface ShownUpdates {
  pulls: ShownPull[];
  /** What no pull request is about, and lockfiles that could not be planned. */
  left: ShownLeft[];
  /** The repositories' dashboard issues. */
  dashboards: { repository: string; number: number }[];
}

export interface ShownPull {
  repository: string;
  number: number | null;
  title: string;
  state: UpdatePullRequestState;
  /** Names of the packages that it updates. */
  packages: string[];
  /** Findings that it clears from the whole lockfile. */
  cleared: number;
  /** `roll-back`, `override`, `parent`: what is done beside updates of the packages themselves. */
  ways: string[];
  /** Why it is in that state, where there is something to say. */
  reason: string | null;
  updatedAt: Date;
}

export interface ShownLeft {
  /** `repository/path`. */
  place: string;
  /** With its versions; left out where it is about the lockfile. */
  packageName?: string;
  /** `waiting-on-parent`, `suppressed`, … */
  reason: string;
  text: string;
}

/** What has become of the alerts: the newest pull request of each branch, and what is left for which reason. */
export async function readUpdates(db: Db): Promise<ShownUpdates> {
  const pulls = await db
    .selectFrom('update_pull_requests as p')
    .innerJoin('repositories as r', 'r.id', 'p.repository_id')
    .selectAll('p')
    .select('r.name as repository')
    .distinctOn(['r.name', 'p.branch'])
    .orderBy('r.name')
    .orderBy('p.branch')
    .orderBy('p.id', 'desc')
    .execute();
  const plans = await db
    .selectFrom('update_plans as u')
    .innerJoin('lockfiles as l', 'l.id', 'u.lockfile_id')
    .innerJoin('repositories as r', 'r.id', 'u.repository_id')
    .select(['r.name', 'l.path', 'u.plan', 'u.error'])
    .orderBy('r.name')
    .orderBy('l.path')
    .execute();
  const dashboards = await db
    .selectFrom('repositories')
    .select(['name as repository', 'dashboard_number as number'])
    .where('dashboard_number', 'is not', null)
    .orderBy('name')
    .execute();
  return {
    pulls: pulls.map(({ repository, number, title, state, updates, reason, updated_at }) => ({
      repository,
      number,
      title,
      state,
      packages: updates.map(({ name }) => name),
      cleared: new Set(updates.flatMap(({ name, clears }) => clears.map((group) => `${name} ${group}`))).size,
      ways: [
        ...(updates.some(({ how }) => how === 'rollback') ? ['roll-back'] : []),
        ...(updates.some(({ steps }) => steps.some(({ kind }) => kind === 'override')) ? ['override'] : []),
        ...(updates.some(({ how }) => how === 'parent') ? ['parent'] : []),
      ],
      reason,
      updatedAt: updated_at,
    })),
    left: plans.flatMap(({ name, path, plan, error }) => {
      const place = `${name}/${path}`;
      const skipped = plan.skipped.map((skip) => ({
        place,
        packageName: `${skip.name} ${skip.versions.join(', ')}`,
        reason: skip.reason,
        text: skip.text,
      }));
      return error === null ? skipped : [{ place, reason: 'not planned', text: error }];
    }),
    dashboards: dashboards.map(({ repository, number }) => ({ repository, number: number! })),
  };
}
