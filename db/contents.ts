import { sql } from 'kysely';
import type {
  InventoryItem,
  LockfileErrorDetail,
  LockfileFormat,
  LockfileProblem,
} from '../scanners/lockfiles/index.ts';
import { storableJson } from './json-rows.ts';
import { arrayLiteral, lineRows } from './line-rows.ts';
import type { Db, Trx } from './open-database.ts';
import { oweRefreshes } from './pending-refreshes.ts';
import { trackPackages } from './tracked-packages.ts';

/** What a lockfile's text says; with an `error` there are no items. */
export interface LockfileContent {
  /** Blob sha, and those of the manifests that its reading used. */
  contentKey: string;
  parserVersion: number;
  format: LockfileFormat | null;
  formatVersion: string | null;
  error: LockfileErrorDetail | null;
  problems: readonly LockfileProblem[];
  items: readonly InventoryItem[];
}

/** Far above what npm allows (214); beyond it an index cannot hold the name. */
const MAX_TEXT = 512;

/** Ids by content key, of contents that this version of the parser (or a later one) has read. */
export async function findContents(
  db: Db | Trx,
  contentKeys: readonly string[],
  parserVersion: number,
): Promise<Map<string, number>> {
  if (contentKeys.length === 0) return new Map();
  const rows = await db
    .selectFrom('lockfile_contents')
    .select(['id', 'content_key'])
    .where(sql<boolean>`content_key = any(${contentKeys}::text[])`)
    .where('parser_version', '>=', parserVersion)
    .execute();
  return new Map(rows.map((row) => [row.content_key, row.id]));
}

/**
 * Stores what a text says, once for the whole database. Two workers may save the same text at once: one of them stores
 * it, both get its id. What an older parser read is replaced, and the lockfiles that hold it are owed a refresh.
 */
export async function saveContent(db: Db, content: LockfileContent): Promise<number> {
  const { items, problems } = checkItems(content);
  return db.transaction().execute(async (trx) => {
    const claimed = await claimContent(trx, { ...content, problems });
    if (!claimed.toFill) return claimed.id;
    await emptyContent(trx, claimed.id);
    await insertItems(trx, claimed.id, items);
    return claimed.id;
  });
}

async function claimContent(trx: Trx, content: LockfileContent): Promise<{ id: number; toFill: boolean }> {
  const { contentKey, parserVersion, format, formatVersion, error, problems } = content;
  const values = {
    parser_version: parserVersion,
    format,
    format_version: formatVersion,
    error: error === null ? null : storableJson({ ...error, cause: undefined }),
    problems: storableJson(problems),
  };
  // A second worker waits here for the first one's transaction, and then finds nothing left to do.
  const claimed = await trx
    .insertInto('lockfile_contents')
    .values({ content_key: contentKey, ...values })
    .onConflict((conflict) =>
      conflict
        .column('content_key')
        .doUpdateSet({ ...values, parsed_at: sql`now()` })
        .where('lockfile_contents.parser_version', '<', parserVersion),
    )
    .returning('id')
    .executeTakeFirst();
  if (claimed !== undefined) return { id: claimed.id, toFill: true };
  const held = trx.selectFrom('lockfile_contents').select('id').where('content_key', '=', contentKey);
  return { id: (await held.executeTakeFirstOrThrow()).id, toFill: false };
}

/** Locks the lockfiles that hold it: nobody decides on them between the old items and the new. */
async function emptyContent(trx: Trx, contentId: number): Promise<void> {
  const holders = await trx
    .selectFrom('lockfiles')
    .select('id')
    .where('content_id', '=', contentId)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  await oweRefreshes(
    trx,
    holders.map(({ id }) => ({ lockfileId: id, packageName: '' })),
  );
  await trx.deleteFrom('dependencies').where('content_id', '=', contentId).execute();
}

/** New versions go in in the order of their names, so that two workers wait for each other and never cross. */
async function insertItems(trx: Trx, contentId: number, items: readonly InventoryItem[]): Promise<void> {
  if (items.length === 0) return;
  const names = { name: items.map(({ name }) => name), version: items.map(({ version }) => version) };
  await sql`insert into package_versions (name, version)
    select i.name, i.version from ${lineRows(names, 'i')}
    where not exists (select from package_versions v where v.name = i.name and v.version = i.version)
    order by i.name collate "C", i.version collate "C"
    on conflict do nothing`.execute(trx);
  const columns = {
    ...names,
    direct: items.map(({ direct }) => direct),
    scopes: items.map(({ scopes }) => arrayLiteral(scopes)),
    path: items.map(({ path }) => arrayLiteral(path)),
    required_range: items.map(({ requiredRange }) => requiredRange),
    copies: items.map(({ copies }) => copies),
  };
  await sql`insert into dependencies
      (content_id, package_version_id, direct, scopes, path, required_range, copies)
    select ${contentId}::integer, v.id, i.direct::boolean, i.scopes::text[], i.path::text[],
      nullif(i.required_range, ''), i.copies::integer
    from ${lineRows(columns, 'i')} join package_versions v on v.name = i.name and v.version = i.version
    on conflict do nothing`.execute(trx);
  await trackPackages(trx, items);
}

function checkItems({ items, problems }: LockfileContent): Pick<LockfileContent, 'items' | 'problems'> {
  const kept = items.filter(({ name, version }) => name.length <= MAX_TEXT && version.length <= MAX_TEXT);
  if (kept.length === items.length) return { items, problems };
  const left = items.filter((item) => !kept.includes(item));
  const told = left.map(({ name, version }) => ({
    key: `${name.slice(0, 80)}@${version.slice(0, 80)}`,
    message: `expected a name and a version of at most ${MAX_TEXT} characters, found ${name.length} and ${version.length}`,
  }));
  return { items: kept, problems: [...problems, ...told] };
}
