import { type Selectable, sql } from 'kysely';
import { mayBeOpen } from './maintainer-changes.ts';
import type { Db, Trx } from './open-database.ts';
import type { MaintainerReportsTable } from './schema/maintainer-reports.ts';

/** An issue that tells of changes, or that is owed. */
export interface StoredReport {
  id: number;
  repositoryId: number;
  key: string;
  issueNumber: number | null;
  issueKey: string | null;
  state: 'owed' | 'open' | 'closed';
  changes: ToldChange[];
  createdAt: Date;
  updatedAt: Date;
}

/** `signalsUntil`: the last signal that the issue tells of; null: it does not tell of the change yet. */
export interface ToldChange {
  id: number;
  signalsUntil: Date | null;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * An installation's reports that are not closed, and those closed ones whose changes may be open again, or that others of their day may
 * join. The oldest first.
 */
export async function listReports(db: Db | Trx, installationId: number, now: Date): Promise<StoredReport[]> {
  const rows = await db
    .selectFrom('maintainer_reports as m')
    .selectAll('m')
    .where('m.installation_id', '=', installationId)
    .where((where) =>
      where.or([
        where('m.state', '<>', 'closed'),
        where('m.created_at', '>', new Date(now.getTime() - 2 * DAY)),
        sql<boolean>`exists (select from maintainer_report_changes t join maintainer_changes c on c.id = t.change_id
          where t.report_id = m.id and ${mayBeOpen(now)})`,
      ]),
    )
    .orderBy('m.id')
    .execute();
  return withChanges(db, rows);
}

/** The report whose issue it is. */
export async function findReportByIssue(
  db: Db | Trx,
  { repositoryId, number }: { repositoryId: number; number: number },
): Promise<StoredReport | undefined> {
  const rows = await db
    .selectFrom('maintainer_reports')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('issue_number', '=', number)
    .execute();
  const [report] = await withChanges(db, rows);
  return report;
}

/** Notes that there has to be an issue, before there is one: its number comes later. One that is noted already stays as it is. */
export async function oweReport(
  trx: Trx,
  owed: { installationId: number; repositoryId: number; key: string; changeIds: readonly number[]; now: Date },
): Promise<StoredReport> {
  const { installationId, repositoryId, key, changeIds, now } = owed;
  await trx
    .insertInto('maintainer_reports')
    .values({
      installation_id: installationId,
      repository_id: repositoryId,
      key,
      issue_number: null,
      issue_key: null,
      state: 'owed',
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'key']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('maintainer_reports')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const told = changeIds.map((id) => ({ report_id: row.id, change_id: id }));
  if (told.length > 0) {
    await trx
      .insertInto('maintainer_report_changes')
      .values(told)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return (await withChanges(trx, [row]))[0]!;
}

export interface ReportToSave {
  issueNumber: number | null;
  issueKey: string;
  state: 'open' | 'closed';
  /** All that it tells of now. */
  changes: readonly ToldChange[];
}

/** Notes what the issue says. */
export async function saveReport(trx: Trx, id: number, report: ReportToSave, now: Date): Promise<void> {
  const { issueNumber, issueKey, state, changes } = report;
  await trx
    .updateTable('maintainer_reports')
    .set({ issue_number: issueNumber, issue_key: issueKey, state, updated_at: now })
    .where('id', '=', id)
    .execute();
  await trx.deleteFrom('maintainer_report_changes').where('report_id', '=', id).execute();
  const told = changes.map((one) => ({ report_id: id, change_id: one.id, signals_until: one.signalsUntil }));
  if (told.length > 0) await trx.insertInto('maintainer_report_changes').values(told).execute();
}

async function withChanges(db: Db | Trx, rows: readonly Selectable<MaintainerReportsTable>[]): Promise<StoredReport[]> {
  if (rows.length === 0) return [];
  const told = await db
    .selectFrom('maintainer_report_changes')
    .selectAll()
    .where(sql<boolean>`report_id = any(${rows.map(({ id }) => id)}::integer[])`)
    .orderBy('change_id')
    .execute();
  const byReport = Map.groupBy(told, ({ report_id }) => report_id);
  return rows.map((row) => ({
    id: row.id,
    repositoryId: row.repository_id,
    key: row.key,
    issueNumber: row.issue_number,
    issueKey: row.issue_key,
    state: row.state,
    changes: (byReport.get(row.id) ?? []).map((one) => ({ id: one.change_id, signalsUntil: one.signals_until })),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}
