import { sql } from 'kysely';
import type { HeldVersion } from '../scanners/alerts/index.ts';
import { type AlertPlace, alertPlace } from './alerts.ts';
import { jsonRows } from './json-rows.ts';
import { mayBeOpen } from './maintainer-changes.ts';
import type { Trx } from './open-database.ts';

/**
 * Where these lockfiles have something to decide: packages with findings, those with maintainer changes that may be open, and those with
 * alerts that are not resolved.
 */
export async function listPlaces(trx: Trx, lockfileIds: readonly number[], now: Date): Promise<AlertPlace[]> {
  if (lockfileIds.length === 0) return [];
  const result = await sql<{ lockfile_id: number; package_name: string }>`
    select l.id as lockfile_id, v.name as package_name
    from lockfiles l
    join dependencies d on d.content_id = l.content_id
    join package_versions v on v.id = d.package_version_id
    where l.id = any(${lockfileIds}::integer[])
      and (exists (select from findings f where f.package_version_id = d.package_version_id)
        or v.name in (select c.package_name from maintainer_changes c where ${mayBeOpen(now)}))
    union
    select lockfile_id, package_name from alerts
    where lockfile_id = any(${lockfileIds}::integer[]) and state <> 'resolved'`.execute(trx);
  return result.rows.map((row) => ({ lockfileId: row.lockfile_id, packageName: row.package_name }));
}

/** The versions that each place holds, affected or not, by `alertPlace`. */
export async function listHeldVersions(trx: Trx, places: readonly AlertPlace[]): Promise<Map<string, HeldVersion[]>> {
  const rows = places.map(({ lockfileId, packageName }) => ({ lockfile_id: lockfileId, package_name: packageName }));
  const result = await sql<HeldRow>`
    select p.lockfile_id, p.package_name, v.version, d.direct, d.scopes, d.path
    from ${jsonRows(rows, 'p', 'lockfile_id integer, package_name text')}
    join lockfiles l on l.id = p.lockfile_id
    join package_versions v on v.name = p.package_name
    join dependencies d on d.content_id = l.content_id and d.package_version_id = v.id
    order by p.lockfile_id, v.id`.execute(trx);
  return Map.groupBy<string, HeldVersion & AlertPlace>(
    result.rows.map(({ lockfile_id: lockfileId, package_name: packageName, ...held }) => ({
      lockfileId,
      packageName,
      ...held,
    })),
    alertPlace,
  );
}

interface HeldRow {
  lockfile_id: number;
  package_name: string;
  version: string;
  direct: boolean;
  scopes: HeldVersion['scopes'];
  path: string[];
}
