import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { mayBeOpen, type StoredChange, toStoredChange } from './maintainer-changes.ts';
import type { Db, Trx } from './open-database.ts';
import type { MaintainerChangesTable } from './schema/maintainer-changes.ts';

const BURST = sql.raw(`c.signals @> '[{"kind": "burst"}]'::jsonb`);

/**
 * The changes of level high and critical that may hold updates of these packages in the installation: those of the packages, and bursts in
 * any package that the installation holds, as who published that may publish these. Whether one is open there is for the caller to decide.
 */
export async function listHoldingChanges(
  db: Db | Trx,
  { installationId, packageNames, now }: { installationId: number; packageNames: readonly string[]; now: Date },
): Promise<StoredChange[]> {
  const { rows } = await sql<Selectable<MaintainerChangesTable>>`
    select c.* from maintainer_changes c
    where c.level in ('high', 'critical') and ${mayBeOpen(now)}
      and (c.package_name = any(${[...packageNames]}::text[])
        or ${BURST} and exists (
          select from package_versions v
          join dependencies d on d.package_version_id = v.id
          join lockfiles l on l.content_id = d.content_id and l.removed_at is null
          join repositories r on r.id = l.repository_id and r.removed_at is null
          where v.name = c.package_name and r.installation_id = ${installationId}))
    order by c.id`.execute(db);
  return rows.map(toStoredChange);
}

export interface RepositoryToReplan {
  installationId: number;
  repositoryId: number;
}

/**
 * Repositories with update pull requests under way that bring a version of these packages, or of what the accounts behind their bursts
 * published since: what began for them may hold what is proposed. `update-repository` (trigger `scan`) is to be sent for each.
 */
export async function repositoriesToReplan(
  trx: Db | Trx,
  packageNames: readonly string[],
): Promise<RepositoryToReplan[]> {
  if (packageNames.length === 0) return [];
  const { rows } = await sql<RepositoryToReplan>`
    with named as (
      select unnest(${[...packageNames]}::text[]) as name
      union
      select p.package_name from maintainer_changes c
      cross join lateral jsonb_array_elements(c.signals) s
      cross join lateral jsonb_array_elements_text(coalesce(s.value -> 'people', '[]')) who
      join trust_ledger p on p.publisher = who.value and p.at >= c.started_at and p.kind = 'published'
      where c.package_name = any(${[...packageNames]}::text[]) and s.value ->> 'kind' = 'burst'
        and c.level in ('high', 'critical')
    )
    select distinct u.installation_id as "installationId", u.repository_id as "repositoryId"
    from update_pull_requests u
    cross join lateral jsonb_array_elements(u.updates) e
    cross join lateral jsonb_array_elements(e.value -> 'steps') step
    where u.state in ('open', 'wanted') and step.value ->> 'name' in (select name from named)
      and step.value ->> 'kind' <> 'remove-override'
    order by 1, 2`.execute(trx);
  return rows;
}

/** Repositories of an installation whose plans a change of these packages holds back: what was accepted can be proposed to them at once. */
export async function repositoriesHeldBy(
  db: Db | Trx,
  { installationId, packageNames }: { installationId: number; packageNames: readonly string[] },
): Promise<number[]> {
  if (packageNames.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select distinct r.id from maintainer_changes c
    join repositories r on r.installation_id = ${installationId} and r.removed_at is null and not r.archived
    join update_plans p on p.repository_id = r.id
      and (p.plan @> jsonb_build_object('skipped', jsonb_build_array(jsonb_build_object('change', c.id)))
        or p.plan @> jsonb_build_object('updates', jsonb_build_array(jsonb_build_object(
          'passedOver', jsonb_build_array(jsonb_build_object('change', c.id))))))
    where c.package_name = any(${[...packageNames]}::text[])
    order by r.id`.execute(db);
  return rows.map(({ id }) => id);
}
