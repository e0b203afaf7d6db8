import { sql } from 'kysely';
import type { Db } from './open-database.ts';

/** What is shown of a token: never its hash. */
export interface ApiToken {
  id: number;
  installation_id: number;
  account_login: string;
  name: string;
  scopes: string[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export interface NewApiToken {
  installationId: number;
  name: string;
  /** SHA-256 of the secret, hex. */
  hash: string;
  scopes: readonly string[];
  expiresAt: Date | null;
  now: Date;
}

/** @returns the new token, or undefined where no such installation is known (or it was removed). */
export async function insertApiToken(db: Db, token: NewApiToken): Promise<ApiToken | undefined> {
  const inserted = await db
    .insertInto('api_tokens')
    .columns(['installation_id', 'name', 'hash', 'scopes', 'expires_at', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('installations')
        .select([
          'id',
          sql<string>`${token.name}::text`.as('name'),
          sql<string>`${token.hash}::text`.as('hash'),
          sql<string[]>`${[...token.scopes]}::text[]`.as('scopes'),
          sql<Date | null>`${token.expiresAt}::timestamptz`.as('expires_at'),
          sql<Date>`${token.now}::timestamptz`.as('created_at'),
        ])
        .where('id', '=', token.installationId)
        .where('state', '!=', 'removed'),
    )
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return undefined;
  return shownTokens(db).where('api_tokens.id', '=', inserted.id).executeTakeFirst();
}

/** The newest first; of one installation, or of all (for the operator's command line only). */
export function listApiTokens(db: Db, installationId?: number): Promise<ApiToken[]> {
  return shownTokens(db)
    .$if(installationId !== undefined, (query) => query.where('installation_id', '=', installationId!))
    .orderBy('api_tokens.id', 'desc')
    .execute();
}

/** @returns false where there is no such token, or it was revoked before. */
export async function revokeApiToken(db: Db, id: number, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Looked up by its hash alone, in an index: there is no secret here that a comparison could leak in its timing. */
export function findApiToken(db: Db, hash: string): Promise<ApiToken | undefined> {
  return shownTokens(db).where('hash', '=', hash).where('state', '!=', 'removed').executeTakeFirst();
}

/** Notes the use, at most once in a minute: a busy token must not turn every read into a write. */
export async function touchApiToken(db: Db, token: ApiToken, now: Date): Promise<void> {
  const minuteAgo = new Date(now.getTime() - 60_000);
  if (token.last_used_at !== null && token.last_used_at > minuteAgo) return;
  await db
    .updateTable('api_tokens')
    .set({ last_used_at: now })
    .where('id', '=', token.id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', minuteAgo)]))
    .execute();
}

function shownTokens(db: Db) {
  return db
    .selectFrom('api_tokens')
    .innerJoin('installations', 'installations.id', 'api_tokens.installation_id')
    .select([
      'api_tokens.id',
      'installation_id',
      'account_login',
      'api_tokens.name',
      'scopes',
      'api_tokens.created_at',
      'expires_at',
      'last_used_at',
      'revoked_at',
    ]);
}
