import { sql } from 'kysely';
import type { Db } from '../db/open-database.ts';
import type { RiskLevel, TrustSignal } from '../scanners/maintainers/index.ts';

export interface ShownChange {
  packageName: string;
  level: RiskLevel;
  score: number;
  /** The heaviest first. */
  signals: TrustSignal[];
  /** States of its alerts, one for each lockfile: `open`, `resolved`. */
  alerts: string[];
  /** Ranges that updates stay out of. */
  pinned: string[];
  /** Where it is told of: `owner/name`. */
  issue?: { repository: string; number: number };
}

/** What happened to who publishes packages, the worst first, and what came of it. */
export async function readChanges(db: Db): Promise<ShownChange[]> {
  const changes = await db.selectFrom('maintainer_changes').selectAll().where('merged_into', 'is', null).execute();
  const alerts = await db
    .selectFrom('alerts')
    .select(['group_key', 'state'])
    .where('kind', '=', 'maintainer-change')
    .execute();
  const pins = await db
    .selectFrom('suppressions')
    .select(['package_name', 'range'])
    .distinct()
    .where('range', 'is not', null)
    .execute();
  const issues = await db
    .selectFrom('maintainer_reports as m')
    .innerJoin('maintainer_report_changes as c', 'c.report_id', 'm.id')
    .innerJoin('repositories as r', 'r.id', 'm.repository_id')
    .select(['c.change_id', 'm.issue_number as number', sql<string>`r.owner || '/' || r.name`.as('repository')])
    .where('m.issue_number', 'is not', null)
    .execute();
  return changes
    .map(({ id, package_name: packageName, level, score, signals }) => {
      const issue = issues.find(({ change_id }) => change_id === id);
      return {
        packageName,
        level,
        score,
        signals,
        alerts: alerts.filter(({ group_key }) => group_key === `maintainer-change-${id}`).map(({ state }) => state),
        pinned: pins.flatMap(({ package_name, range }) => (package_name === packageName ? [range!] : [])),
        ...(issue && { issue: { repository: issue.repository, number: issue.number! } }),
      };
    })
    .sort((a, b) => b.score - a.score);
}
