import type { Db } from '../../db/open-database.ts';
import type { UpdatePullRequest } from '../../db/update-pull-requests.ts';
import { npmLock } from '../app/lockfiles.ts';
import type { EmulatedGitHub, Files } from '../github/index.ts';

/** A project whose manifest asks for these versions with a caret, and whose lockfile holds them. */
export function npmProject(packages: Record<string, string>, folder = ''): Files {
  const dependencies = Object.fromEntries(Object.entries(packages).map(([name, version]) => [name, `^${version}`]));
  const lock = JSON.parse(npmLock(packages)) as { packages: Record<string, { dependencies?: object }> };
  lock.packages['']!.dependencies = dependencies;
  const at = (file: string) => (folder === '' ? file : `${folder}/${file}`);
  return {
    [at('package.json')]: `${JSON.stringify({ name: 'project', version: '1.0.0', dependencies }, null, 2)}\n`,
    [at('package-lock.json')]: `${JSON.stringify(lock, null, 2)}\n`,
  };
}

export interface ShownPull {
  number: number;
  state: string;
  title: string;
  body: string;
  draft: boolean;
  merged?: boolean;
  user: { login: string };
  head: { ref: string; sha: string };
  base: { ref: string };
  labels: { name: string }[];
}

export function pullsOf(github: EmulatedGitHub, fullName: string, state = 'all'): Promise<ShownPull[]> {
  return github.as('admin', 'GET', `/repos/${fullName}/pulls?state=${state}&per_page=100`);
}

/** A file's text at a branch; undefined where it holds none. */
export async function fileAt(
  github: EmulatedGitHub,
  fullName: string,
  branch: string,
  path: string,
): Promise<string | undefined> {
  const address = `/repos/${fullName}/contents/${path}?ref=${encodeURIComponent(branch)}`;
  const found = await github.as<{ content: string }>('admin', 'GET', address).catch(() => undefined);
  return found === undefined ? undefined : Buffer.from(found.content, 'base64').toString();
}

/** `repository branch state`, one line an update pull request; the newest of a branch last. */
export async function updateLines(db: Db): Promise<string[]> {
  const rows = await updateRows(db);
  return rows.map(
    ({ repository, branch, state, number }) =>
      `${repository} ${branch} ${state}${number === null ? '' : ` #${number}`}`,
  );
}

export function updateRows(db: Db): Promise<(UpdatePullRequest & { repository: string })[]> {
  return db
    .selectFrom('update_pull_requests')
    .innerJoin('repositories', 'repositories.id', 'update_pull_requests.repository_id')
    .selectAll('update_pull_requests')
    .select('repositories.name as repository')
    .orderBy('update_pull_requests.id')
    .execute();
}

export interface ShownComment {
  body: string;
  user: { login: string; type: string };
}

export function commentsOn(github: EmulatedGitHub, fullName: string, number: number): Promise<ShownComment[]> {
  return github.as('admin', 'GET', `/repos/${fullName}/issues/${number}/comments?per_page=100`);
}
