import type { StoredReport } from '../../../db/maintainer-reports.ts';
import type { ReportFacts } from '../../github/maintainers/report-facts.ts';
import type { GatheredReports } from './gather-reports.ts';
import type { PlannedReport } from './plan-reports.ts';

/** A planned issue, with the names of what it is about. */
export function toReportFacts(
  { changes, problems }: PlannedReport,
  { key, createdAt }: StoredReport,
  { repositoryRows, sources }: Pick<GatheredReports, 'repositoryRows' | 'sources'>,
): ReportFacts {
  return {
    key,
    since: createdAt,
    problems,
    changes: changes.map(({ change, state, holders }) => ({
      ...change,
      state,
      source: sources.get(change.packageName) ?? null,
      holders: holders.flatMap(({ repositoryId, lockfilePath, version, direct, path }) => {
        const row = repositoryRows.get(repositoryId);
        return row === undefined
          ? []
          : [{ repository: `${row.owner}/${row.name}`, lockfilePath, version, direct, path }];
      }),
    })),
  };
}
