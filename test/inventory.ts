import type { Db } from '../db/open-database.ts';

/** An installation and one repository of it, for tests that need something to hang lockfiles on. */
export async function addRepository(db: Db, { installationId = 1, repositoryId = 10 } = {}): Promise<number> {
  await db
    .insertInto('installations')
    .values({
      id: installationId,
      account_id: installationId,
      account_login: `org-${installationId}`,
      account_type: 'Organization',
      state: 'active',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('repositories')
    .values({
      id: repositoryId,
      installation_id: installationId,
      owner: `org-${installationId}`,
      name: `repository-${repositoryId}`,
      default_branch: 'main',
      private: true,
    })
    .execute();
  return repositoryId;
}
