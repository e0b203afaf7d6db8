import { loadAdvisories } from '../../../db/advisories.ts';
import { storableJson } from '../../../db/json-rows.ts';
import type { UpdateProof } from '../../../db/schema/update-pull-requests.ts';
import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { UpdatesConfig } from '../../../scanners/config/index.ts';
import { createMatcher } from '../../../scanners/osv/index.ts';
import type { OwnOverride, PlannedUpdate } from '../../../scanners/updates/index.ts';
import type { Octokit } from '../../github/github.ts';
import { commitMessage } from '../../github/updates/commit-message.ts';
import { pushCommit } from '../../github/updates/push-commit.ts';
import { updateTitle } from '../../github/updates/update-title.ts';
import { addPeopleAndLabels, editPullRequest, openPullRequest } from '../../github/updates/write-pull-request.ts';
import { type CarriedOut, carryOut } from '../../updates/carry-out.ts';
import { addedOverrides } from '../../updates/manifests/added-overrides.ts';
import { bodyKey } from './body-key.ts';
import { leaveForeign, leaveRefused } from './leave-unmade.ts';
import type { PlannedGroup } from './plan-project.ts';
import { proofOf } from './proof-of.ts';
import type { Project } from './read-projects.ts';
import { type PullRequestToSave, savePullRequest } from './save-pull-request.ts';
import type { UpdateContext } from './update-tools.ts';

export interface PullRequestToMake extends PullRequestToSave {
  octokit: Octokit;
  config: UpdatesConfig;
  baseBranch: string;
  commitSha: string;
  project: Project;
  group: PlannedGroup;
  /** Overrides of the project that are ours. */
  ownOverrides: readonly OwnOverride[];
  /** The branch is made anew whoever pushed to it. */
  recreate: boolean;
  /** The text, once it is known what was carried out. */
  bodyOf: (updates: readonly PlannedUpdate[], proof: UpdateProof) => string;
}

/**
 * Edits, proves, commits and opens (or changes) one pull request. Killed anywhere and run again there is one: the branch has a name
 * of its own, a commit that says what it was made from is not made twice, and an open pull request from the branch is found again.
 * @returns the row as it is then: open, or refused with the reason
 */
export async function makePullRequest(context: UpdateContext, given: PullRequestToMake): Promise<UpdatePullRequest> {
  const { group, path } = given;
  context.log.info({ branch: group.branch, lockfile: path, packages: group.updates.length }, 'carrying updates out');
  const carried = await edit(context, given);
  return carried.files.size === 0 ? leaveRefused(context, given, carried) : publish(context, given, carried);
}

async function edit(context: UpdateContext, { project, group, config }: PullRequestToMake): Promise<CarriedOut> {
  const { db, log, signal, updates: tools } = context;
  return carryOut({
    project: { files: project.files, lockfilePath: project.lockfilePath, format: project.format },
    updates: group.updates,
    registry: tools.registry,
    cacheFolder: tools.cacheFolder,
    log,
    signal,
    threshold: config.minSeverity,
    matcherFor: async (packages) => {
      const held = await loadAdvisories(db, [...new Set(packages.map(({ name }) => name))]);
      return createMatcher(new Set([...held.values()].flat().map(({ advisory }) => advisory)));
    },
  });
}

async function publish(
  context: UpdateContext,
  given: PullRequestToMake,
  carried: CarriedOut,
): Promise<UpdatePullRequest> {
  const { octokit, place, row, config, baseBranch, commitSha, project, group } = given;
  const { log, now } = context;
  const title = updateTitle(carried.updates, project.folder);
  const proof = proofWithOverrides(given, carried);
  const body = given.bodyOf(carried.updates, proof);
  const inRepository = (path: string) => (project.folder === '' ? path : `${project.folder}/${path}`);
  const pushed = await pushCommit(octokit, place, {
    branch: group.branch,
    base: commitSha,
    message: commitMessage(title, carried.updates),
    files: new Map([...carried.files].map(([path, text]) => [inRepository(path), text])),
    key: group.contentKey,
    ours: row.head_sha,
    force: given.recreate,
  });
  if ('foreign' in pushed) return leaveForeign(context, given);
  const isNew = row.number === null;
  const text = { title, body, base: baseBranch };
  const number =
    row.number ?? (await openPullRequest(octokit, place, { ...text, branch: group.branch, draft: config.draft }));
  if (isNew) await addPeopleAndLabels(octokit, place, { ...config, number, log, now: now() });
  else await editPullRequest(octokit, place, { ...text, number });
  const changes = {
    state: 'open',
    number,
    title,
    updates: storableJson(carried.updates),
    proof: storableJson(proof),
    claim: group.claim,
    content_key: group.contentKey,
    body_key: bodyKey(title, body),
    head_sha: pushed.sha,
    base_sha: commitSha,
    rank: storableJson(group.rank),
    reason: null,
    halted: false,
    deferred_at: null,
    ...(isNew ? { opened_at: now() } : {}),
  } as const;
  return savePullRequest(context, given, changes, { event: isNew ? 'proposed' : 'changed' });
}

function proofWithOverrides({ project, ownOverrides }: PullRequestToMake, carried: CarriedOut): UpdateProof {
  const overrides = addedOverrides({
    before: project.files,
    edited: carried.files,
    format: project.format,
    updates: carried.updates,
    own: ownOverrides,
  });
  return { ...proofOf(carried), ...(overrides.length === 0 ? {} : { overrides }) };
}
