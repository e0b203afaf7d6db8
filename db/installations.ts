import type { Selectable } from 'kysely';
import type { Db, Trx } from './open-database.ts';
import type { InstallationsTable } from './schema/installations.ts';

export type Installation = Selectable<InstallationsTable>;

/** What GitHub says of an installation. */
export interface InstallationFacts {
  id: number;
  accountId: number;
  accountLogin: string;
  accountType: string;
  suspended: boolean;
}

export async function findInstallation(db: Db | Trx, id: number): Promise<Installation | undefined> {
  return db.selectFrom('installations').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Installations that are not removed. */
export async function listInstallations(db: Db): Promise<Installation[]> {
  return db.selectFrom('installations').selectAll().where('state', '!=', 'removed').orderBy('id').execute();
}

export async function saveInstallation(
  trx: Trx,
  { id, accountId, accountLogin, accountType, suspended }: InstallationFacts,
  now: Date,
): Promise<void> {
  const row = {
    account_id: accountId,
    account_login: accountLogin,
    account_type: accountType,
    state: suspended ? ('suspended' as const) : ('active' as const),
    removed_at: null,
    updated_at: now,
  };
  await trx
    .insertInto('installations')
    .values({ id, created_at: now, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Starts the grace period; one that runs goes on. */
export async function markInstallationRemoved(db: Db | Trx, id: number, now: Date): Promise<void> {
  await db
    .updateTable('installations')
    .set({ state: 'removed', removed_at: now, updated_at: now })
    .where('id', '=', id)
    .where('state', '!=', 'removed')
    .execute();
}
