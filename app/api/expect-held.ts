import type { Db, Trx } from '../../db/open-database.ts';
import { isHeld } from '../../db/package-holders.ts';
import { Problem } from './problem.ts';

/** @throws Problem `not-found`, also where lockfiles of others hold it: that is theirs to know. */
export async function expectHeld(db: Db | Trx, key: { installationId: number; packageName: string }): Promise<void> {
  if (await isHeld(db, key)) return;
  throw new Problem('not-found', {
    expected: "a package that a lockfile of this token's installation holds",
    found: JSON.stringify(key.packageName),
    cure: 'GET /api/v1/packages/{name} says where a package is used.',
  });
}
