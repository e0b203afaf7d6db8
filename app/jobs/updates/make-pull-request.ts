import { createHash } from 'node:crypto';
import { loadAdvisories } from '../../../db/advisories.ts';
import { storableJson } from '../../../db/json-rows.ts';
import type { Repository } from '../../../db/repositories.ts';
import type { UpdateProof } from '../../../db/schema/update-pull-requests.ts';
import { changePullRequest, type UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import type { UpdatesConfig } from '../../../scanners/config/index.ts';
import { createMatcher } from '../../../scanners/osv/index.ts';
import type { OwnOverride, PlannedUpdate } from '../../../scanners/updates/index.ts';
import type { Octokit } from '../../github/github.ts';
import { pushCommit } from '../../github/updates/push-commit.ts';
import { updateTitle } from '../../github/updates/update-title.ts';
import {
  addPeopleAndLabels,
  commentOnce,
  editPullRequest,
  openPullRequest,
} from '../../github/updates/write-pull-request.ts';
import { type CarriedOut, carryOut } from '../../updates/carry-out.ts';
import { addedOverrides } from '../../updates/manifests/added-overrides.ts';
import type { PlannedGroup } from './plan-project.ts';
import type { Project } from './read-projects.ts';
import type { UpdateContext } from './update-tools.ts';

export interface PullRequestToMake {
  octokit: Octokit;
  repository: Repository;
  config: UpdatesConfig;
  baseBranch: string;
  commitSha: string;
  /** The lockfile's, in the repository. */
  path: string;
  project: Project;
  group: PlannedGroup;
  row: UpdatePullRequest;
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
  const { log } = context;
  const { group, row, path } = given;
  log.info({ branch: group.branch, lockfile: path, packages: group.updates.length }, 'carrying updates out');
  const carried = await edit(context, given);
  if (carried.files.size === 0) return refuse(context, given, carried);
  return publish(context, given, carried, row);
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
  row: UpdatePullRequest,
): Promise<UpdatePullRequest> {
  const { octokit, repository, config, baseBranch, commitSha, project, group, recreate } = given;
  const { log, now } = context;
  const place = { owner: repository.owner, repo: repository.name };
  const title = updateTitle(carried.updates, project.folder);
  const overrides = addedOverrides({
    before: project.files,
    edited: carried.files,
    format: project.format,
    updates: carried.updates,
    own: given.ownOverrides,
  });
  const proof = { ...proofOf(carried), ...(overrides.length === 0 ? {} : { overrides }) };
  const body = given.bodyOf(carried.updates, proof);
  const inRepository = (path: string) => (project.folder === '' ? path : `${project.folder}/${path}`);
  const pushed = await pushCommit(octokit, place, {
    branch: group.branch,
    base: commitSha,
    message: commitMessage(title, carried.updates),
    files: new Map([...carried.files].map(([path, text]) => [inRepository(path), text])),
    key: group.contentKey,
    ours: row.head_sha,
    force: recreate,
  });
  if ('foreign' in pushed) return leaveForeign(context, given, row);
  const isNew = row.number === null;
  const number = row.number ?? (await openPullRequest(octokit, place, pullRequest()));
  if (isNew) await addPeopleAndLabels(octokit, place, { ...config, number, log, now: now() });
  else await editPullRequest(octokit, place, { number, title, body, base: baseBranch });
  return save(context, given, row, {
    changes: {
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
    },
    event: isNew ? 'proposed' : 'changed',
  });

  function pullRequest() {
    return { branch: group.branch, base: baseBranch, title, body, draft: config.draft };
  }
}

/** The branch is there, and what it holds is not ours: it stays as it is. */
async function leaveForeign(
  context: UpdateContext,
  given: PullRequestToMake,
  row: UpdatePullRequest,
): Promise<UpdatePullRequest> {
  const { octokit, repository, group } = given;
  const place = { owner: repository.owner, repo: repository.name };
  if (row.number === null) {
    const reason = `the branch ${group.branch} is there already with commits that are not Lockkeeper's: delete it, or rename it`;
    return save(context, given, row, {
      changes: { state: 'refused', reason, content_key: null, run_id: null },
      event: 'refused',
    });
  }
  const reason = 'people pushed to its branch, so Lockkeeper does not change it any more';
  await commentOnce(octokit, place, {
    number: row.number,
    marker: 'halted',
    text: 'Somebody pushed to this branch: from now on Lockkeeper leaves it as it is. `/recreate` as a comment makes it anew, without what was pushed.',
  });
  return save(context, given, row, { changes: { halted: true, reason }, event: 'halted' });
}

/** What was proven before stays open; what never was is refused. */
async function refuse(
  context: UpdateContext,
  given: PullRequestToMake,
  { refused }: CarriedOut,
): Promise<UpdatePullRequest> {
  const { row, group } = given;
  context.updates.documents.forget(group.updates.flatMap(({ steps }) => steps.map(({ name }) => name)));
  const passing = refused.some((each) => each.passing);
  const reasons = [...new Set(refused.flatMap((each) => each.reasons))];
  const reason = (reasons.join(' ') || 'the edit changed nothing').slice(0, 2000);
  if (row.state === 'open') {
    context.log.warn({ number: row.number, reason }, 'an update pull request cannot be brought up to date');
    return save(context, given, row, { changes: { reason: `not brought up to date: ${reason}` } });
  }
  return save(context, given, row, {
    // What may pass is tried again at the next run; what will not waits until something changes.
    changes: {
      state: 'refused',
      reason,
      run_id: null,
      content_key: passing ? null : group.contentKey,
      updates: storableJson(group.updates),
      proof: storableJson(proofOf({ before: [], after: [], programs: [], refused })),
    },
    event: 'refused',
  });
}

async function save(
  { db, now, log }: UpdateContext,
  { repository, path }: PullRequestToMake,
  row: UpdatePullRequest,
  {
    changes,
    event,
  }: { changes: Parameters<typeof changePullRequest>[2]; event?: 'proposed' | 'changed' | 'refused' | 'halted' },
): Promise<UpdatePullRequest> {
  const facts =
    event === undefined ? undefined : { event, repository: `${repository.owner}/${repository.name}`, lockfile: path };
  const saved = await db
    .transaction()
    .execute((trx) => changePullRequest(trx, row.id, { ...changes, updated_at: now() }, facts));
  log.info({ branch: saved.branch, number: saved.number, state: saved.state, event }, 'update pull request');
  return saved;
}

function proofOf({
  before,
  after,
  programs,
  refused,
}: Pick<CarriedOut, 'before' | 'after' | 'programs' | 'refused'>): UpdateProof {
  return {
    before,
    after,
    programs,
    refused: refused.map(({ updates, reasons }) => ({
      packages: [...new Set(updates.map(({ name }) => name))],
      reasons,
    })),
  };
}

function commitMessage(title: string, updates: readonly PlannedUpdate[]): string {
  const lines = updates.map(({ name, from, to, how }) =>
    how === 'unneeded-override'
      ? `- the override of ${name}, which is not needed any more`
      : `- ${name} ${from.join(', ')} -> ${to === '' ? '(gone)' : to}`,
  );
  // Names cannot mention people or refer to issues from here.
  return [title, '', ...lines]
    .join('\n')
    .replace(/@(?=[A-Za-z0-9])/g, '@\u200b')
    .slice(0, 20_000);
}

/** Of what was written last: the same is not written again. */
export function bodyKey(title: string, body: string): string {
  return createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('hex');
}
