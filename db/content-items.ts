import { sql } from 'kysely';
import type { HeldVersion } from '../scanners/alerts/index.ts';
import type { LockfileErrorDetail, LockfileProblem } from '../scanners/lockfiles/index.ts';
import type { Db } from './open-database.ts';

/** What a stored content says. One with an `error` holds nothing. */
export interface ContentItems {
  error: LockfileErrorDetail | null;
  /** What of it was left out. */
  problems: LockfileProblem[];
  held: Map<string, HeldVersion[]>;
}

/** By content id, the package versions that contents hold; what retention has deleted meanwhile is left out. */
export async function readContentItems(db: Db, contentIds: readonly number[]): Promise<Map<number, ContentItems>> {
  const items = new Map<number, ContentItems>();
  if (contentIds.length === 0) return items;
  // One statement, so that no content is seen without what it holds.
  const { rows } = await sql<Row>`
    select c.id, c.error, c.problems, v.name, v.version, d.direct, d.scopes, d.path
    from lockfile_contents c
    left join dependencies d on d.content_id = c.id
    left join package_versions v on v.id = d.package_version_id
    where c.id = any(${contentIds}::integer[])
    order by c.id, v.id`.execute(db);
  for (const { id, error, problems, name, version, direct, scopes, path } of rows) {
    const content = items.get(id) ?? { error, problems: problems ?? [], held: new Map<string, HeldVersion[]>() };
    items.set(id, content);
    if (name === null) continue;
    const versions = content.held.get(name) ?? [];
    versions.push({ version, direct, scopes, path });
    content.held.set(name, versions);
  }
  return items;
}

interface Row extends HeldVersion {
  id: number;
  error: LockfileErrorDetail | null;
  problems: LockfileProblem[] | null;
  /** Null, as what follows then is, where the content holds nothing. */
  name: string | null;
}
