import { saveContent } from '../db/contents.ts';
import { replaceLockfiles } from '../db/lockfiles.ts';
import type { Db } from '../db/open-database.ts';
import { makeItem } from './advisory.ts';
import { addRepository } from './inventory.ts';

const AT = new Date('2026-11-02T08:00:00Z');

/** The lockfile of a repository of its own for each installation. @returns its id */
export async function holdPackages(db: Db, installationId: number, ...names: string[]): Promise<number> {
  const repositoryId = await addRepository(db, { installationId, repositoryId: installationId * 10 });
  const contentKey = names.join();
  const contentId = await saveContent(db, {
    contentKey,
    parserVersion: 1,
    format: 'npm',
    formatVersion: '3',
    error: null,
    problems: [],
    items: names.map((name) => makeItem(name, '1.0.0')),
  });
  const found = [{ path: 'package-lock.json', blobSha: contentKey, contentId, unreadReason: null }];
  await db.transaction().execute((trx) => replaceLockfiles(trx, repositoryId, found, AT));
  const { id } = await db
    .selectFrom('lockfiles')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirstOrThrow();
  return id;
}
