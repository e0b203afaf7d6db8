import type { Logger } from 'pino';
import { listInstallations } from '../../db/installations.ts';
import type { Db } from '../../db/open-database.ts';
import { findTag } from '../github/find-tag.ts';
import type { GitHub } from '../github/github.ts';
import { placeOnGitHub } from '../github/place-on-github.ts';
import { createPublicReaders } from '../github/public-readers.ts';
import type { FindTag } from './check-run.ts';

/** Requests to GitHub of one run at most. */
const MOST = 200;

export interface TagFinding {
  db: Db;
  github: GitHub;
  /** Of the GitHub that repositories have to be on; undefined where there is none. */
  apiUrl: string | undefined;
  now: () => Date;
  log: Logger;
  signal?: AbortSignal;
}

/** Looks for tags for the length of a run. */
export async function openTagFinder({ db, apiUrl, ...rest }: TagFinding): Promise<FindTag> {
  const installations = await listInstallations(db);
  const installationIds = installations.filter(({ state }) => state === 'active').map(({ id }) => id);
  const readers = createPublicReaders({ ...rest, installationIds, most: MOST });
  return async (repository, names) => {
    const place = apiUrl === undefined ? undefined : placeOnGitHub(repository, apiUrl);
    return place === undefined || installationIds.length === 0 ? { kind: 'unknown' } : findTag(readers, place, names);
  };
}
