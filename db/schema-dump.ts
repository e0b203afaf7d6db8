import { sql } from 'kysely';
import type { Db } from './open-database.ts';

/**
 * What a migrated database looks like, as text: from its catalogs, so that it shows what is there and not what was
 * meant, and in one order, so that PGlite and PostgreSQL give the same. Extensions' and other schemas' things are left out.
 */
export async function dumpSchema(db: Db): Promise<string> {
  const sections = [await dumpTables(db), await dumpFunctions(db)];
  return `${sections.flat().join('\n\n')}\n`;
}

/** The migrator's own tables: how it keeps its books is not our schema. */
const NOT_OURS = ['kysely_migration', 'kysely_migration_lock'];

async function dumpTables(db: Db): Promise<string[]> {
  const columns = await readColumns(db);
  const details = await readDetails(db);
  return [...Map.groupBy(columns, ({ table }) => table)].map(([table, own]) => {
    const comment = own[0]?.table_comment;
    const lines = [`table ${table}${comment ? ` -- ${comment}` : ''}`];
    for (const column of own) lines.push(`  ${describeColumn(column)}`);
    for (const { line } of details.filter((detail) => detail.table === table)) lines.push(`  ${line}`);
    return lines.join('\n');
  });
}

interface Column {
  table: string;
  table_comment: string | null;
  name: string;
  type: string;
  collation: string | null;
  required: boolean;
  identity: string;
  initial: string | null;
  comment: string | null;
}

async function readColumns(db: Db): Promise<Column[]> {
  const result = await sql<Column>`
    select c.relname as table, obj_description(c.oid, 'pg_class') as table_comment, a.attname as name,
      format_type(a.atttypid, a.atttypmod) as type,
      (select l.collname from pg_collation l where l.oid = a.attcollation and l.collname <> 'default') as collation,
      a.attnotnull as required, a.attidentity as identity, pg_get_expr(d.adbin, d.adrelid) as initial,
      col_description(c.oid, a.attnum) as comment
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> all(${NOT_OURS}::name[])
    order by c.relname collate "C", a.attnum`.execute(db);
  return result.rows;
}

function describeColumn({ name, type, collation, required, identity, initial, comment }: Column): string {
  const parts = [name, type];
  if (collation !== null) parts.push(`collate ${collation}`);
  if (required) parts.push('not null');
  if (identity !== '') parts.push('identity');
  if (initial !== null) parts.push(`default ${initial}`);
  if (comment !== null) parts.push(`-- ${comment}`);
  return parts.join(' ');
}

/** Constraints, then indexes that are no constraint's, then triggers. PostgreSQL 18 also lists NOT NULL as constraints. */
async function readDetails(db: Db): Promise<{ table: string; line: string }[]> {
  const result = await sql<{ table: string; line: string }>`
    select "table", line from (
      select 1 as kind, conrelid::regclass::text as table, conname::text as name,
        'constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line
      from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f', 'c', 'x')
      union all
      select 2, i.indrelid::regclass::text, c.relname::text, pg_get_indexdef(i.indexrelid)
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where c.relnamespace = 'public'::regnamespace
        and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
      union all
      select 3, tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid)
      from pg_trigger where not tgisinternal
    ) as details
    order by kind, name collate "C"`.execute(db);
  return result.rows;
}

async function dumpFunctions(db: Db): Promise<string[]> {
  const result = await sql<{ text: string }>`
    select pg_get_functiondef(p.oid) as text from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname collate "C"`.execute(db);
  return result.rows.map(({ text }) => text.trimEnd());
}
