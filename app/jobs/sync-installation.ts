import { type InstallationFacts, markInstallationRemoved, saveInstallation } from '../../db/installations.ts';
import type { Trx } from '../../db/open-database.ts';
import { oweRepositoryRefresh } from '../../db/pending-refreshes.ts';
import {
  listRepositoryRows,
  markRepositoriesRemoved,
  type Repository,
  type RepositoryFacts,
  saveRepositories,
} from '../../db/repositories.ts';
import type { GitHub, Octokit } from '../github/github.ts';
import { toRepositoryFacts } from '../github/read-repository.ts';
import { statusOf } from '../github/status-of.ts';
import { refreshFindings } from './scan/refresh-findings.ts';
import type { ShellContext } from './shell-context.ts';

/** A repository as the list of an installation has it. */
interface Listed extends RepositoryFacts {
  pushedAt: Date | null;
}

/** The clocks of GitHub and of ours differ by less. */
const CLOCK_MARGIN_MS = 5 * 60 * 1000;

/**
 * Brings an installation to what GitHub says it is now: its state, its repositories, their names and branches; and enqueues a
 * scan of every repository that may have changed since its last one. All webhooks but pushes come down to this.
 */
export async function syncInstallation(
  context: ShellContext,
  { installationId }: { installationId: number },
): Promise<void> {
  const { db, github, log } = context;
  const facts = await readInstallation(github, installationId);
  if (facts === undefined) {
    await markInstallationRemoved(db, installationId, context.now());
    log.info({ installationId }, 'installation removed: its data goes after the grace period');
    return;
  }
  if (facts.suspended) {
    await db.transaction().execute((trx) => saveInstallation(trx, facts, context.now()));
    log.info({ installationId }, 'installation suspended: nothing is read until that ends');
    return;
  }
  const listed = await listRepositories(await github.installation(installationId));
  const counts = await db.transaction().execute((trx) => store(context, trx, facts, listed));
  log.info({ installationId, ...counts }, 'installation synchronised');
  if (counts.changed > 0) await refreshFindings(context);
}

async function store(context: ShellContext, trx: Trx, facts: InstallationFacts, listed: readonly Listed[]) {
  const now = context.now();
  await saveInstallation(trx, facts, now);
  const known = await listRepositoryRows(trx, facts.id);
  const knownById = new Map(known.map((repository) => [repository.id, repository]));
  await saveRepositories(trx, facts.id, listed, now);

  const listedIds = new Set(listed.map(({ id }) => id));
  const lost = known.filter(({ id, removed_at }) => removed_at === null && !listedIds.has(id)).map(({ id }) => id);
  await markRepositoriesRemoved(trx, lost, now);
  const turned = listed.filter((facts) => turnedOverByRow(facts, knownById.get(facts.id))).map(({ id }) => id);
  for (const id of [...lost, ...turned]) await oweRepositoryRefresh(trx, id);

  const stale = listed.filter((facts) => isStale(facts, knownById.get(facts.id)));
  await context.queue.sendAll(
    trx,
    'scan-repository',
    stale.map(({ id }) => ({ repositoryId: id })),
  );
  return {
    repositories: listed.length,
    removed: lost.length,
    scans: stale.length,
    changed: lost.length + turned.length,
  };
}

/** Its alerts are to be decided anew, whether or not it is scanned. */
function turnedOverByRow({ archived }: Listed, row: Repository | undefined): boolean {
  return row !== undefined && (row.archived !== archived || row.removed_at !== null);
}

function isStale({ defaultBranch, pushedAt }: Listed, row: Repository | undefined): boolean {
  if (row === undefined || row.scanned_at === null || row.removed_at !== null) return true;
  if (row.default_branch !== defaultBranch) return true;
  return pushedAt !== null && pushedAt.getTime() > row.scanned_at.getTime() - CLOCK_MARGIN_MS;
}

async function readInstallation(github: GitHub, installationId: number): Promise<InstallationFacts | undefined> {
  try {
    const octokit = await github.app();
    const { data } = await octokit.request('GET /app/installations/{installation_id}', {
      installation_id: installationId,
    });
    return toInstallationFacts(data);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** GitHub's installation object, cut down. An enterprise's account has a slug where others have a login. */
export function toInstallationFacts(data: {
  id: number | bigint;
  account: object | null;
  target_type: string;
  suspended_at?: string | null;
}): InstallationFacts {
  const account = (data.account ?? {}) as { id?: number; login?: string; slug?: string };
  return {
    id: Number(data.id),
    accountId: Number(account.id ?? 0),
    accountLogin: account.login ?? account.slug ?? '',
    accountType: data.target_type,
    suspended: typeof data.suspended_at === 'string',
  };
}

/** All repositories of the installation. A list that changes while it is read is read again. */
async function listRepositories(octokit: Octokit, tries = 3): Promise<Listed[]> {
  const listed = new Map<number, Listed>();
  let total = 0;
  for (let page = 1; ; page++) {
    const { data } = await octokit.request('GET /installation/repositories', { per_page: 100, page });
    total = data.total_count;
    for (const repository of data.repositories) {
      const pushedAt = repository.pushed_at ? new Date(repository.pushed_at) : null;
      listed.set(Number(repository.id), { ...toRepositoryFacts(repository), pushedAt });
    }
    if (data.repositories.length < 100) break;
  }
  if (listed.size >= total) return [...listed.values()];
  if (tries > 1) return listRepositories(octokit, tries - 1);
  throw new Error(`the list of repositories is incomplete: expected ${total}, found ${listed.size}`);
}
