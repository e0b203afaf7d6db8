import { isDeepStrictEqual } from 'node:util';
import { findInstallation } from '../../db/installations.ts';
import { type FoundLockfile, replaceLockfiles } from '../../db/lockfiles.ts';
import { oweRepositoryRefresh } from '../../db/pending-refreshes.ts';
import {
  findRepository,
  listDependents,
  lockRepository,
  type Repository,
  type RepositoryFacts,
  saveRepositories,
  saveScan,
} from '../../db/repositories.ts';
import { replaceConfigSuppressions } from '../../db/suppressions.ts';
import { listCurrentPullRequests } from '../../db/update-pull-requests.ts';
import { toSuppression } from '../../scanners/config/index.ts';
import type { Octokit } from '../github/github.ts';
import { listTree, type Tree } from '../github/list-tree.ts';
import { readBlob, readFile } from '../github/read-file.ts';
import { type Head, readRepository } from '../github/read-repository.ts';
import { watchingOf } from './changes/watching-of.ts';
import { startGateChecks } from './gate-check/start-gate-checks.ts';
import { type Chosen, chooseLockfiles, inNodeModules, isWanted } from './scan/choose-files.ts';
import { publishProblems } from './scan/publish-problems.ts';
import { type ReadConfig, readConfig } from './scan/read-config.ts';
import { readContents } from './scan/read-contents.ts';
import { refreshFindings } from './scan/refresh-findings.ts';
import type { ShellContext } from './shell-context.ts';

interface Gathered {
  facts: RepositoryFacts;
  /** Null where the default branch has no commit. */
  sha: string | null;
  tree: Tree;
  config: ReadConfig;
  lockfiles: FoundLockfile[];
  error: string | null;
}

/**
 * Reads a repository's lockfiles at the head of its default branch, and decides its alerts.
 * Run again at any point it comes to the same: what was read is stored by content, the rest is one transaction.
 */
export async function scanRepository(
  context: ShellContext,
  { repositoryId, update, again }: { repositoryId: number; update?: boolean; again: boolean },
): Promise<void> {
  const { db, github, queue } = context;
  const stop = context.metrics.scanDuration.startTimer();
  const repository = await findRepository(db, repositoryId);
  // A repository that we were never told of belongs to an installation that is read whole in any case.
  if (repository === undefined || repository.removed_at !== null) return;
  const installation = await findInstallation(db, repository.installation_id);
  if (installation?.state !== 'active') return;

  const octokit = await github.installation(installation.id);
  const gathered = await gather(context, octokit, repository);
  if (gathered === undefined) {
    await queue.send(db, 'sync-installation', { installationId: installation.id });
    return;
  }
  if (!(await store(context, repository, gathered))) {
    // Another scan has finished meanwhile: ours may be the older view, so it is taken again.
    await queue.send(db, 'scan-repository', { repositoryId, update });
    return;
  }
  await refreshFindings(context);
  if (update) {
    const installationId = installation.id;
    await queue.send(db, 'update-repository', { installationId, repositoryId, trigger: 'command' });
  }
  const hadProblems = again || repository.config_problems !== null || repository.scan_error !== null;
  await publishProblems(context, octokit, {
    repositoryId,
    ...gathered,
    problems: gathered.config.problems,
    hadProblems,
  });
  await queue.send(db, 'publish-dashboard', { repositoryId });
  // Also where no alert changed: there is another commit to say it on.
  await startGateChecks(db, context, [repositoryId]);
  stop();
}

async function gather(
  context: ShellContext,
  octokit: Octokit,
  { id, owner, name }: Repository,
): Promise<Gathered | undefined> {
  const head = await readRepository(octokit, { id, owner, name });
  if (head === undefined) return undefined;
  const { facts, sha } = head;
  const place = { owner: facts.owner, repo: facts.name };
  const tree: Tree =
    sha === null
      ? { files: [], unread: [] }
      : await listTree(octokit, { ...place, tree: sha, wanted: isWanted, skipped: inNodeModules });
  const config = await readConfig(async (at) => {
    if (at.owner !== facts.owner || at.repo !== facts.name) return readFile(octokit, at);
    const file = tree.files.find(({ path, size }) => path === at.path && size <= 1_000_000);
    return file === undefined ? null : { text: await readBlob(octokit, place, file.sha), sha: file.sha };
  }, facts);
  const { lockfiles: chosen, ...passedOver } = chooseLockfiles(tree.files, config.config.ignorePaths);
  const lockfiles = await readContents({
    ...context,
    lockfiles: chosen,
    files: tree.files,
    readBlob: (sha) => readBlob(octokit, place, sha),
  });
  return { facts, sha, tree, config, lockfiles, error: describe(head, tree, passedOver) };
}

/** @returns false where another scan of the repository was stored since ours began. */
async function store(context: ShellContext, before: Repository, gathered: Gathered): Promise<boolean> {
  const { facts, sha, config, lockfiles, error } = gathered;
  const now = context.now();
  return context.db.transaction().execute(async (trx) => {
    const current = await lockRepository(trx, facts.id);
    if (current === undefined || current.installation_id !== before.installation_id) return true;
    if (current.scanned_at?.getTime() !== before.scanned_at?.getTime()) return false;
    await saveRepositories(trx, before.installation_id, [facts], now);
    await replaceLockfiles(trx, facts.id, lockfiles, now);
    const { tags, suppressions } = config.config;
    const scope = { installationId: before.installation_id, repositoryId: facts.id };
    await replaceConfigSuppressions(trx, scope, suppressions.map(toSuppression), now);
    // Suppressions that change owe the same by themselves.
    const isWatchedOtherwise = !isDeepStrictEqual(watchingOf(current.config), watchingOf(config.config));
    if (isWatchedOtherwise) {
      await oweRepositoryRefresh(trx, facts.id);
      await context.queue.send(trx, 'report-maintainers', { installationId: before.installation_id });
    }
    await saveScan(trx, facts.id, {
      sha,
      at: now,
      tags,
      config: { ...config.config, sources: config.sources },
      configProblems: config.problems,
      error,
    });
    if ((await listCurrentPullRequests(trx, facts.id)).length > 0) {
      await context.queue.send(trx, 'update-repository', {
        installationId: before.installation_id,
        repositoryId: facts.id,
        trigger: 'scan',
      });
    }
    const dependents = await listDependents(trx, before.installation_id, facts, gathered.tree.files);
    await context.queue.sendAll(
      trx,
      'scan-repository',
      dependents.map((repositoryId) => ({ repositoryId })),
    );
    return true;
  });
}

function describe({ facts, sha }: Head, { unread }: Tree, { left, tooLong }: Omit<Chosen, 'lockfiles'>): string | null {
  if (sha === null) return `the default branch ${facts.defaultBranch} has no commit`;
  const faults: string[] = [];
  if (unread.length > 0) {
    const named = unread
      .slice(0, 3)
      .map((folder) => folder || '.')
      .join(', ');
    faults.push(`the tree is too large: ${unread.length} folders were not read, such as ${named}`);
  }
  if (left > 0) faults.push(`there are ${left} more lockfiles than are read of one repository: see ignore-paths`);
  if (tooLong > 0) faults.push(`${tooLong} lockfiles have a path of more than 1,000 bytes and were not read`);
  return faults.length === 0 ? null : faults.join('; ');
}
