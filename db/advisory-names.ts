import { type RawBuilder, sql } from 'kysely';

/**
 * Whether a record has this id as an alias. Aliases stand only in the record (`advisories.record`), without an index: ask
 * this of few records.
 */
export function hasAlias(record: RawBuilder<unknown>, id: string): RawBuilder<boolean> {
  return sql<boolean>`(${record} -> 'aliases')::jsonb @> to_jsonb(${id}::text)`;
}

/**
 * The ids of the advisories that an installation's alerts name, each once: a few hundred among 200,000, which is what keeps
 * a look-up by alias cheap, and keeps it from telling what strikes somebody else.
 */
export function namedAdvisories(installationId: number): RawBuilder<{ id: string }> {
  return sql<{ id: string }>`select distinct unnest(alerts.group_key || alerts.advisory_ids) collate "C" as id
    from alerts where alerts.installation_id = ${installationId}`;
}

/** As a text[]: this id, and those of the advisories with this alias that the installation's alerts name. */
export function advisoryIdsOf({ installationId, id }: { installationId: number; id: string }): RawBuilder<string[]> {
  return sql<string[]>`(${id}::text || array(
    select advisories.id::text from (${namedAdvisories(installationId)}) named
    join advisories on advisories.id = named.id
    where ${hasAlias(sql`advisories.record`, id)}
  ))`;
}
