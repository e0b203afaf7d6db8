import { decisionKey, listDecisions } from '../../../db/maintainer-decisions.ts';
import { listReports, type StoredReport, type ToldChange } from '../../../db/maintainer-reports.ts';
import type { Db } from '../../../db/open-database.ts';
import { listHeldChanges, listReportHolders, listSources } from '../../../db/report-holders.ts';
import { listRepositoryRows, type Repository } from '../../../db/repositories.ts';
import { loadStanding } from './load-standing.ts';
import type { ReportPlanFacts } from './plan-reports.ts';
import { toReporting } from './report-places.ts';

export interface GatheredReports extends ReportPlanFacts {
  /** By id. */
  repositoryRows: ReadonlyMap<number, Repository>;
  /** Where the source of a package is, by its name. */
  sources: ReadonlyMap<string, string>;
}

/** All that an installation's issues about maintainer changes are made from. Undefined where there is nothing to tell, and nothing was. */
export async function gatherReports(db: Db, installationId: number, now: Date): Promise<GatheredReports | undefined> {
  const stored = await listReports(db, installationId, now);
  const held = await listHeldChanges(db, installationId, now);
  if (stored.length + held.length === 0) return undefined;

  const changes = new Map(held.map((change) => [change.id, change]));
  const toldIds = stored.flatMap((report) => report.changes.map(({ id }) => id));
  const standing = await loadStanding(db, toldIds, changes);
  const reports = stored.map((report) => ({ ...report, changes: standingChanges(report, standing) }));
  const decisions = await listDecisions(db, [...changes.keys()], [installationId]);
  const names = [...new Set([...changes.values()].map(({ packageName }) => packageName))];
  const rows = (await listRepositoryRows(db, installationId)).filter((row) => row.removed_at === null && !row.archived);
  return {
    repositories: rows.map(toReporting),
    changes: [...changes.values()].sort((a, b) => a.id - b.id),
    decisionsOf: (id) => decisions.get(decisionKey(id, installationId)) ?? [],
    holders: await listReportHolders(db, installationId, names),
    reports,
    now,
    repositoryRows: new Map(rows.map((row) => [row.id, row])),
    sources: await listSources(db, names),
  };
}

function standingChanges({ changes }: StoredReport, standing: ReadonlyMap<number, number>): ToldChange[] {
  const told = new Map<number, Date | null>();
  for (const { id, signalsUntil } of changes) {
    const now = standing.get(id);
    if (now === undefined) continue;
    const before = told.get(now) ?? null;
    const later = before !== null && (signalsUntil === null || before > signalsUntil) ? before : signalsUntil;
    told.set(now, later);
  }
  return [...told].map(([id, signalsUntil]) => ({ id, signalsUntil }));
}
