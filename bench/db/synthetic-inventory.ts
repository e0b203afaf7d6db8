import { saveContent } from '../../db/contents.ts';
import { replaceLockfiles } from '../../db/lockfiles.ts';
import type { Db } from '../../db/open-database.ts';
import type { InventoryItem } from '../../scanners/lockfiles/index.ts';

export const DEPENDENCIES = 1_500;

/** Package versions that the made-up organisation draws from: as in a real one, most lockfiles share most of theirs. */
const POOL = 40_000;

const INSTALLATION = 1;

export interface RepositoriesToAdd {
  from: number;
  to: number;
  now: Date;
  /** What each one's lockfile holds: `makeItems` where it is left out. */
  itemsOf?: (repository: number) => InventoryItem[];
}

/** An installation with repositories `from` to `to` (exclusive), each with one lockfile, of 1,500 dependencies where nothing else is said. */
export async function addRepositories(
  db: Db,
  { from, to, now, itemsOf = makeItems }: RepositoriesToAdd,
): Promise<void> {
  await db
    .insertInto('installations')
    .values({ id: INSTALLATION, account_id: 1, account_login: 'org', account_type: 'Organization', state: 'active' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  for (let repository = from; repository < to; repository += 1) {
    await db
      .insertInto('repositories')
      .values({
        id: repository + 1,
        installation_id: INSTALLATION,
        owner: 'org',
        name: `repository-${repository}`,
        default_branch: 'main',
        private: true,
      })
      .execute();
    const contentId = await saveContent(db, {
      contentKey: `content-${repository}`,
      parserVersion: 1,
      format: 'npm',
      formatVersion: '3',
      error: null,
      problems: [],
      items: itemsOf(repository),
    });
    const found = [{ path: 'package-lock.json', blobSha: `content-${repository}`, contentId, unreadReason: null }];
    await db.transaction().execute((trx) => replaceLockfiles(trx, repository + 1, found, now));
  }
}

/** Two packages that only this repository holds, ten that all hold, and 1,488 of the pool, the popular ones more often. */
export function makeItems(repository: number): InventoryItem[] {
  const names = new Map<string, string>();
  for (const own of ownPackages(repository)) names.set(own, '1.0.0');
  for (const common of COMMON) names.set(common, '1.0.0');
  for (let draw = 0; names.size < DEPENDENCIES; draw += 1) {
    const popularity = fraction(repository * 100_003 + draw) ** 3;
    const index = Math.floor(popularity * POOL);
    names.set(`pool-${index % (POOL / 2)}`, `${1 + Math.floor(index / (POOL / 2))}.${index % 7}.${index % 13}`);
  }
  return [...names].map(([name, version], position) => ({
    name,
    version,
    direct: position % 20 === 0,
    scopes: [position % 3 === 0 ? 'dev' : 'prod'],
    path:
      position % 20 === 0
        ? []
        : ['express@4.18.2', 'body-parser@1.20.1', 'raw-body@2.5.1'].slice(0, 1 + (position % 3)),
    requiredRange: `^${version}`,
    requiredBy: '.',
    copies: 1,
    keys: [],
    bundled: false,
  }));
}

export const COMMON = Array.from({ length: 10 }, (_, index) => `common-${index}`);

export function ownPackages(repository: number): string[] {
  return [`own-${repository * 2}`, `own-${repository * 2 + 1}`];
}

/** Evenly spread over [0, 1), the same for the same number. */
function fraction(seed: number): number {
  let mixed = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}
