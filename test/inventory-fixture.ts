import type { Insertable } from 'kysely';
import type { Db } from '../db/open-database.ts';
import type { AdvisoriesTable } from '../db/schema/advisories.ts';
import type { AlertsTable } from '../db/schema/alerts.ts';
import type { DependenciesTable } from '../db/schema/dependencies.ts';
import type { LockfileContentsTable } from '../db/schema/lockfile-contents.ts';
import type { LockfilesTable } from '../db/schema/lockfiles.ts';
import type { RepositoriesTable } from '../db/schema/repositories.ts';
import type { UpdatePullRequestsTable } from '../db/schema/update-pull-requests.ts';

/** For tests: rows that hang together, with everything that a test does not care about filled in. */
export function inventoryFixture(db: Db) {
  let count = 0;

  return {
    async installation(id: number, login = `org-${id}`): Promise<number> {
      const values = {
        id,
        account_id: id,
        account_login: login,
        account_type: 'Organization',
        state: 'active',
      } as const;
      await db.insertInto('installations').values(values).execute();
      return id;
    },

    async repository(installation_id: number, values: Partial<Insertable<RepositoriesTable>> = {}): Promise<number> {
      const id = values.id ?? installation_id * 1000 + ++count;
      const defaults = { id, installation_id, owner: `org-${installation_id}`, name: `repository-${id}` };
      const row = { ...defaults, default_branch: 'main', private: true, ...values };
      await db.insertInto('repositories').values(row).execute();
      return id;
    },

    async content(values: Partial<Insertable<LockfileContentsTable>> = {}): Promise<number> {
      const content_key = `content-${++count}`;
      const row = { content_key, parser_version: 1, format: 'npm', format_version: '3', problems: '[]', ...values };
      return (await db.insertInto('lockfile_contents').values(row).returning('id').executeTakeFirstOrThrow()).id;
    },

    async lockfile(repository_id: number, values: Partial<Insertable<LockfilesTable>> = {}): Promise<number> {
      const row = { repository_id, path: 'package-lock.json', blob_sha: `sha-${++count}`, ...values };
      return (await db.insertInto('lockfiles').values(row).returning('id').executeTakeFirstOrThrow()).id;
    },

    async dependency(
      content_id: number,
      [name, version]: [name: string, version: string],
      values: Partial<Insertable<DependenciesTable>> = {},
    ): Promise<number> {
      const { id } = await db
        .insertInto('package_versions')
        .values({ name, version })
        .onConflict((conflict) => conflict.columns(['name', 'version']).doUpdateSet({ name }))
        .returning('id')
        .executeTakeFirstOrThrow();
      const row = {
        content_id,
        package_version_id: id,
        direct: false,
        scopes: ['prod'],
        path: [],
        copies: 1,
        ...values,
      };
      await db.insertInto('dependencies').values(row).execute();
      return id;
    },

    async advisory(
      id: string,
      packages: string[],
      values: Partial<Insertable<AdvisoriesTable>> & { aliases?: string[] } = {},
    ): Promise<string> {
      const { aliases = [], ...columns } = values;
      const affected = packages.map((name) => ({
        name,
        versions: [],
        ranges: [{ events: [{ introduced: '0' }, { fixed: '9.0.0' }] }],
      }));
      const record = JSON.stringify({
        id,
        modified: '2026-01-02T03:04:05Z',
        aliases,
        upstream: [],
        summary: `What ${id} says`,
        malware: false,
        severity: { level: 'high', score: 7.5, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
        affected,
        references: ['https://example.org/advisory', 'javascript:alert(1)'],
      });
      const defaults = { id, modified: '2026-01-02T03:04:05Z', severity: 'high', score: 7.5, malware: false, record };
      await db
        .insertInto('advisories')
        .values({ ...defaults, summary: `What ${id} says`, ...columns })
        .execute();
      for (const package_name of packages) {
        await db.insertInto('advisory_packages').values({ advisory_id: id, package_name }).execute();
      }
      return id;
    },

    async alert(
      of: { installation_id: number; repository_id: number; lockfile_id: number },
      values: Partial<Insertable<AlertsTable>> = {},
    ): Promise<number> {
      const group_key = values.group_key ?? `GHSA-${++count}`;
      const opened_at = new Date('2026-02-01T00:00:00Z');
      const row: Insertable<AlertsTable> = {
        package_name: 'left-pad',
        kind: 'vulnerability',
        group_key,
        advisory_ids: [group_key],
        versions: ['1.0.0'],
        severity: 'high',
        score: 7.5,
        summary: `What ${group_key} says`,
        fixes: '{"1.0.0":"1.0.1"}',
        direct: false,
        scopes: ['prod'],
        path: ['app@1.0.0'],
        state: 'open',
        opened_at,
        state_changed_at: opened_at,
        ...of,
        ...values,
      };
      return (await db.insertInto('alerts').values(row).returning('id').executeTakeFirstOrThrow()).id;
    },

    async pullRequest(
      of: { installationId: number; repositoryId: number; lockfileId: number },
      values: Partial<Insertable<UpdatePullRequestsTable>> = {},
    ): Promise<number> {
      const created_at = new Date('2026-02-01T00:00:00Z');
      const row: Insertable<UpdatePullRequestsTable> = {
        installation_id: of.installationId,
        repository_id: of.repositoryId,
        lockfile_id: of.lockfileId,
        branch: 'lockkeeper/npm/root',
        state: 'wanted',
        title: 'Update left-pad from 1.0.0 to 1.0.1',
        updates: '[]',
        claim: 'claim',
        rank: '{"malware":false,"knownExploited":false,"epss":null,"severity":"high","findings":1}',
        created_at,
        updated_at: created_at,
        ...values,
      };
      return (await db.insertInto('update_pull_requests').values(row).returning('id').executeTakeFirstOrThrow()).id;
    },
  };
}

export type InventoryFixture = ReturnType<typeof inventoryFixture>;
