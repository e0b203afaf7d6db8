import type { PackageVersion } from '../scanners/osv/index.ts';
import type { Db } from './open-database.ts';

const PAGE = 5000;

/** Every package version that some lockfile holds, page by page. */
export async function* eachPackageVersion(db: Db): AsyncGenerator<PackageVersion> {
  let after = 0;
  for (;;) {
    const page = await db
      .selectFrom('package_versions')
      .select(['id', 'name', 'version'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { name, version } of page) yield { name, version };
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}
