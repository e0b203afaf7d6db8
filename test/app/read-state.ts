import type { Db } from '../../db/open-database.ts';

/** `repository path package@versions state`, one line an alert. */
export async function alertLines(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('alerts')
    .innerJoin('repositories', 'repositories.id', 'alerts.repository_id')
    .innerJoin('lockfiles', 'lockfiles.id', 'alerts.lockfile_id')
    .select(['repositories.name', 'lockfiles.path', 'package_name', 'state', 'versions'])
    .execute();
  return rows
    .map(({ name, path, package_name, versions, state }) => `${name} ${path} ${package_name}@${versions} ${state}`)
    .sort();
}

/** `owner/name branch`, with what is special about it, one line a repository. */
export async function repositoryLines(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('repositories').selectAll().orderBy('id').execute();
  return rows.map((row) =>
    [
      `${row.owner}/${row.name}`,
      row.default_branch,
      ...(row.private ? ['private'] : []),
      ...(row.archived ? ['archived'] : []),
      ...(row.removed_at === null ? [] : ['removed']),
      ...(row.scanned_sha === null ? [] : ['scanned']),
    ].join(' '),
  );
}

/** `alert.opened` and so on, in order. */
export async function evidenceEvents(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('evidence').select('event').orderBy('installation_id').orderBy('seq').execute();
  return rows.map(({ event }) => event);
}
