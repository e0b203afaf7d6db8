import { sql } from 'kysely';
import type { Advisory } from '../scanners/osv/index.ts';
import { lockMatching } from './findings.ts';
import { storableJson } from './json-rows.ts';
import { arrayLiteral, type Line, lineRows } from './line-rows.ts';
import type { Db, Trx } from './open-database.ts';

export interface AdvisoriesToSave {
  /** The feed they come from, and where it goes on after them. */
  source: string;
  cursor?: string;
  advisories: readonly Advisory[];
  now: Date;
}

/** An advisory as it is held, and when this database first held it. */
export interface HeldAdvisory {
  advisory: Advisory;
  receivedAt: Date;
}

/** An index cannot hold longer ones, and no real id or name comes near. */
const MAX_TEXT = 512;

/**
 * Stores a batch with the cursor behind it, in one transaction. A record goes in where we hold none, an older one, or
 * one of the same time that was read differently. It is to be matched when a package it names is known here (or it has
 * findings) and something changed that people or matching look at; all others need no further work.
 * @returns how many records were new or changed, and the ids of those that cannot be stored.
 */
export async function saveAdvisories(
  db: Db,
  { source, cursor, advisories, now }: AdvisoriesToSave,
): Promise<{ changed: number; refused: string[] }> {
  const given = [...lastOfEach(advisories).values()].map(withPackages);
  const kept = given.filter(isStorable).sort((a, b) => (a.advisory.id < b.advisory.id ? -1 : 1));
  const refused = given.filter((one) => !isStorable(one)).map(({ advisory }) => advisory.id);
  const changed = await db.transaction().execute(async (trx) => {
    await lockMatching(trx);
    const ids = kept.length === 0 ? [] : await upsert(trx, kept, now);
    if (cursor !== undefined) await saveCursor(trx, source, cursor);
    return ids.length;
  });
  return { changed, refused };
}

/** By package name, all records that name it, withdrawn ones too. */
export async function loadAdvisories(
  db: Db | Trx,
  packageNames: readonly string[],
): Promise<Map<string, HeldAdvisory[]>> {
  const byName = new Map<string, HeldAdvisory[]>();
  if (packageNames.length === 0) return byName;
  const rows = await db
    .selectFrom('advisory_packages as p')
    .innerJoin('advisories as a', 'a.id', 'p.advisory_id')
    .select(['p.package_name', 'a.id', 'a.record', 'a.received_at'])
    .where(sql<boolean>`p.package_name = any(${packageNames}::text[])`)
    .orderBy('a.id')
    .execute();
  // A record that names several packages is one object, so that its ranges are compiled once.
  const records = new Map<string, HeldAdvisory>();
  for (const { id, package_name: name, record, received_at: receivedAt } of rows) {
    const held = records.get(id) ?? { advisory: record as Advisory, receivedAt };
    records.set(id, held);
    byName.set(name, [...(byName.get(name) ?? []), held]);
  }
  return byName;
}

/** Those of these ids whose records are withdrawn, also where they no longer name any package. */
export async function listWithdrawn(db: Db | Trx, advisoryIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('advisories')
    .select('id')
    .where(sql<boolean>`id = any(${advisoryIds}::text[])`)
    .where('withdrawn', 'is not', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/**
 * `modified` by id, of all records held: sources do not fetch again what did not change. In milliseconds since 1970,
 * because there are some 200,000 of them.
 */
export async function listHeldAdvisories(db: Db): Promise<Map<string, number>> {
  const modified = sql<number>`floor(extract(epoch from modified) * 1000)::bigint`.as('modified');
  const rows = await db.selectFrom('advisories').select(['id', modified]).execute();
  return new Map(rows.map((row) => [row.id, row.modified]));
}

function lastOfEach(advisories: readonly Advisory[]): Map<string, Advisory> {
  return new Map(advisories.map((advisory) => [advisory.id, advisory]));
}

interface Named {
  advisory: Advisory;
  packages: string[];
}

function withPackages(advisory: Advisory): Named {
  return { advisory, packages: [...new Set(advisory.affected.map(({ name }) => name))] };
}

function isStorable({ advisory, packages }: Named): boolean {
  return advisory.id.length <= MAX_TEXT && packages.every((name) => name.length <= MAX_TEXT);
}

function toColumns(given: readonly Named[]): Record<string, Line[]> {
  return {
    id: given.map(({ advisory }) => advisory.id),
    modified: given.map(({ advisory }) => advisory.modified),
    published: given.map(({ advisory }) => advisory.published),
    withdrawn: given.map(({ advisory }) => advisory.withdrawn),
    severity: given.map(({ advisory }) => advisory.severity.level),
    score: given.map(({ advisory }) => advisory.severity.score),
    malware: given.map(({ advisory }) => advisory.malware),
    summary: given.map(({ advisory }) => advisory.summary),
    record: given.map(({ advisory }) => storableJson(advisory)),
    packages: given.map(({ packages }) => arrayLiteral(packages)),
  };
}

async function upsert(trx: Trx, advisories: readonly Named[], now: Date): Promise<string[]> {
  const saved = await sql<{ id: string }>`
    with given as materialized (
      select id, modified::timestamptz, nullif(published, '')::timestamptz as published,
        nullif(withdrawn, '')::timestamptz as withdrawn, severity, nullif(score, '')::real as score, malware::boolean,
        coalesce(summary, '') as summary, record::json, packages::text[]
      from ${lineRows(toColumns(advisories), 'g')}
    ),
    saved as (
      insert into advisories as a (id, modified, published, withdrawn, severity, score, malware, summary, record,
        match_pending, received_at)
      select g.id, g.modified, g.published, g.withdrawn, g.severity, g.score, g.malware, g.summary, g.record,
        exists (select from package_versions v where v.name = any(g.packages)), ${now}::timestamptz
      from given g
      on conflict (id) do update set
        modified = excluded.modified, published = excluded.published, withdrawn = excluded.withdrawn,
        severity = excluded.severity, score = excluded.score, malware = excluded.malware, summary = excluded.summary,
        record = excluded.record,
        match_pending = a.match_pending or (
          (excluded.match_pending or exists (select from findings f where f.advisory_id = a.id))
          and (a.record::jsonb - '{modified,references}'::text[])
            <> (excluded.record::jsonb - '{modified,references}'::text[]))
      where a.modified < excluded.modified
        or (a.modified = excluded.modified and a.record::text <> excluded.record::text)
      returning a.id, xmax = 0 as inserted
    ),
    named as (
      insert into advisory_packages (package_name, advisory_id)
      select unnest(g.packages), g.id from given g join saved s on s.id = g.id
      on conflict do nothing
    ),
    -- A changed record may name fewer packages than before; here it is still seen as it was.
    forgotten as (
      delete from advisory_packages p
      using saved s join given g on g.id = s.id join advisories before on before.id = s.id,
        json_array_elements(before.record->'affected') as affected
      where not s.inserted and p.advisory_id = s.id and p.package_name = affected->>'name'
        and p.package_name <> all(g.packages)
    )
    select id from saved`.execute(trx);
  return saved.rows.map(({ id }) => id);
}

async function saveCursor(trx: Trx, source: string, cursor: string): Promise<void> {
  await trx
    .insertInto('advisory_feeds')
    .values({ source, cursor, completed_at: null, error: null })
    .onConflict((conflict) => conflict.column('source').doUpdateSet({ cursor }))
    .execute();
}
