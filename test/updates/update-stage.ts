import type { Db } from '../../db/open-database.ts';
import type { UpdatePullRequest } from '../../db/update-pull-requests.ts';
import type { Advisory } from '../../scanners/osv/index.ts';
import { advisory, sourceOf } from '../app/advisories.ts';
import { npmLock } from '../app/lockfiles.ts';
import { type Stage, useStage } from '../app/open-stage.ts';
import type { ServiceOptions } from '../app/start-service.ts';
import type { OpenTestDatabase } from '../databases.ts';
import type { EmulatedGitHub, Files, GitHubSeed } from '../github/index.ts';
import type { TestRegistry } from './open-registry.ts';

/** Every wick below 1.2.0. */
export const WICK = advisory('GHSA-aaaa-aaaa-aaaa', 'wick', '1.2.0');

/** Without dashboards, which would be issues between the pull requests. */
export function organisation(repositories: Record<string, Files>): GitHubSeed {
  const settings = { '.github/lockkeeper.yml': 'dashboard: false\n' };
  const all = Object.entries(repositories).map(([name, files]) => ({ name, files: { ...settings, ...files } }));
  return { accounts: [{ login: 'harbour', people: ['pilot'], repositories: all }] };
}

/** The organisation's one repository `lamp`. */
export function lamp(packages: Record<string, string>, config = ''): GitHubSeed {
  const settings = { '.github/lockkeeper.yml': `dashboard: false\n${config}` };
  return organisation({ lamp: { ...npmProject(packages), ...settings } });
}

export interface Running extends Stage {
  /** Changed, the next hour knows of it. */
  advisories: Advisory[];
  hour(): Promise<void>;
}

export type StartUpdates = (
  given: GitHubSeed,
  registry: TestRegistry,
  options?: { advisories?: Advisory[] } & Partial<ServiceOptions>,
) => Promise<Running>;

/** The service on an emulated GitHub and a registry of our own, with the App installed and everything scanned. */
export function useUpdates(open: OpenTestDatabase): StartUpdates {
  const openStage = useStage(open);
  return async (given, registry, { advisories = [WICK], ...options } = {}) => {
    const stage = await openStage(given, {
      source: sourceOf(advisories),
      ...options,
      config: { registries: { default: registry.url }, ...options.config },
    });
    await stage.github.installApp('harbour');
    await stage.service.idle();
    const hour = async () => {
      await stage.service.runNow('hourly-run');
      await stage.service.idle();
    };
    return { ...stage, advisories, hour };
  };
}

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
