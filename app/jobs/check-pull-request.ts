import { z } from 'zod';
import { loadAdvisories } from '../../db/advisories.ts';
import { advisoriesReadAt } from '../../db/advisory-feeds.ts';
import { findInstallation } from '../../db/installations.ts';
import { findRepository, type Repository } from '../../db/repositories.ts';
import { listSuppressions } from '../../db/suppressions.ts';
import { changedPackages, compareFindings } from '../../scanners/alerts/index.ts';
import { DEFAULT_FAIL_ON, FAIL_ON } from '../../scanners/config/index.ts';
import { detectLockfile } from '../../scanners/lockfiles/index.ts';
import { gatedEnvironments } from '../gate/gated-environments.ts';
import type { Octokit } from '../github/github.ts';
import { type PullRequest, readMergeBase, readPullRequest } from '../github/pull-request-change.ts';
import { type PullRequestReport, publishPullRequestCheck } from '../github/pull-request-check.ts';
import { describeNothing, describeUndecided, describeVerdict } from '../github/pull-request-report.ts';
import { readBlob } from '../github/read-file.ts';
import { retryAfter } from '../github/retry-after.ts';
import { statusOf } from '../github/status-of.ts';
import type { JobPayload } from '../queue/jobs.ts';
import { annotate } from './pull-request/annotate.ts';
import { judgeChange } from './pull-request/judge-change.ts';
import { readChange } from './pull-request/read-change.ts';
import { inNodeModules } from './scan/choose-files.ts';
import type { ShellContext } from './shell-context.ts';

type Payload = JobPayload<'check-pull-request'>;

/** Seconds until a check is tried again of which we know that it will be possible, or that nobody has heard of. */
const LATER = 10 * 60;

/**
 * Says in a check run what a pull request introduces and fixes. The check run is written once, with its conclusion, so that
 * none stays pending; run again at any point it comes to the same one. At the last attempt it says that it could not decide.
 * @param last there is no other attempt after this one
 */
export async function checkPullRequest(context: ShellContext, payload: Payload, last: boolean): Promise<void> {
  const { db, github, queue } = context;
  const repository = await findRepository(db, payload.repositoryId);
  if (repository === undefined || repository.removed_at !== null || repository.archived) return;
  const installation = await findInstallation(db, repository.installation_id);
  if (installation?.state !== 'active') return;

  const octokit = await github.installation(installation.id);
  let published = false;
  try {
    const pull = await readPullRequest(octokit, { ...placeOf(repository), number: payload.number });
    if (pull === undefined || !pull.open) return;
    if (pull.repositoryId !== repository.id) {
      // Another repository has taken over the name: ours is found again by its id, and its pull requests with it.
      await queue.send(db, 'sync-installation', { installationId: installation.id });
      await queue.send(db, 'check-pull-request', { ...payload, later: true }, LATER);
      return;
    }
    if (gatedEnvironments(repository.config)?.pullRequests) {
      await queue.send(db, 'publish-gate-check', { repositoryId: repository.id, number: payload.number });
    }
    const publish = async (report: PullRequestReport) => {
      await publishReport(context, octokit, { repository, pull, number: payload.number, report });
      published = true;
    };
    try {
      await publish(await decide(context, octokit, { repository, pull, payload }));
    } catch (error) {
      if (!last || published || retryAfter(error, context.now()) !== undefined) throw error;
      await publish(describeUndecided(describeFault(error), readPolicy(repository).failOn));
      throw error;
    }
  } catch (error) {
    // Nobody has heard of it yet: as long as GitHub fails, the check is not given up.
    if (last && !published && isPassing(error))
      await queue.send(db, 'check-pull-request', { ...payload, later: true }, LATER);
    throw error;
  }
}

interface PullRequestToCheck {
  repository: Repository;
  pull: PullRequest;
  payload: Payload;
}

async function decide(
  context: ShellContext,
  octokit: Octokit,
  { repository, pull, payload }: PullRequestToCheck,
): Promise<PullRequestReport> {
  const { db, queue } = context;
  const place = placeOf(repository);
  if (repository.scanned_at === null) {
    throw new Error('the default branch was not scanned yet, so its configuration and suppressions are not known');
  }
  const { failOn, ignorePaths } = readPolicy(repository);
  const { sha: mergeBase, changedPaths } = await readMergeBase(octokit, place, pull);
  if (changedPaths?.every((path) => detectLockfile(path) === undefined || inNodeModules(path)))
    return describeNothing();
  if ((await advisoriesReadAt(db)) === null) {
    await queue.send(db, 'check-pull-request', { ...payload, later: true }, LATER);
    return describeUndecided(
      'The advisories were never read to their end: the check is done again when they are.',
      failOn,
    );
  }
  const change = await readChange(context, octokit, {
    ...place,
    mergeBase,
    head: pull.headSha,
    changedPaths,
    ignorePaths,
  });
  const held = await loadAdvisories(db, [...changedPackages(change)]);
  const advisories = new Map([...held].map(([name, records]) => [name, records.map(({ advisory }) => advisory)]));
  const verdict = judgeChange({
    ...compareFindings(change, advisories),
    doubts: change.doubts,
    uncertain: change.uncertain,
    suppressions: (await listSuppressions(db, [repository.id])).get(repository.id) ?? [],
    failOn,
    now: context.now(),
  });
  const annotations = await annotate({
    introduced: verdict.introduced,
    headFiles: change.headFiles,
    readBlob: (sha) => readBlob(octokit, place, sha),
  });
  return describeVerdict({ ...verdict, passedOver: change.passedOver, annotations });
}

async function publishReport(
  context: ShellContext,
  octokit: Octokit,
  given: { repository: Repository; pull: PullRequest; number: number; report: PullRequestReport },
): Promise<void> {
  const { repository, pull, number, report } = given;
  const fields = { number, sha: pull.headSha, conclusion: report.conclusion };
  try {
    const place = { ...placeOf(repository), sha: pull.headSha, number };
    const done = await publishPullRequestCheck(octokit, place, report);
    context.log.info({ ...fields, done }, 'pull request check published');
  } catch (error) {
    if (statusOf(error) !== 403 || retryAfter(error, context.now()) !== undefined) throw error;
    context.log.warn(
      { ...fields, err: error },
      'the App may not write check runs: give it the permission "checks: write"',
    );
  }
}

/** The last scan's configuration is the default branch's. The head's is not looked at: it could only loosen. */
const storedPolicy = z.object({
  ignorePaths: z.array(z.string()).catch([]),
  failOn: z.enum(FAIL_ON).catch(DEFAULT_FAIL_ON),
});

function readPolicy({ config }: Repository): z.output<typeof storedPolicy> {
  return storedPolicy.parse(config ?? {});
}

function placeOf({ owner, name }: Repository): { owner: string; repo: string } {
  return { owner, repo: name };
}

function describeFault(error: unknown): string {
  const status = statusOf(error);
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  const what = status === undefined ? message : `GitHub answered ${status}: ${message}`;
  return `The check failed several times: ${what}. Push again, or close and reopen the pull request, to have it tried again.`;
}

/** A refusal of GitHub's (4xx) will be the same in ten minutes. */
function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500;
}
