import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import { bringsVersion, createHolds, type Held, heldText, joinSteps } from '../../../scanners/updates/index.ts';
import { commentOnce } from '../../github/updates/comment-once.ts';
import type { GroupToHandle } from './handle-group.ts';
import type { ProjectPlan } from './plan-project.ts';
import type { UpdateContext } from './update-tools.ts';

const MOST = 10;

export type PlaceOfHold = Pick<GroupToHandle, 'octokit' | 'repository'> & { lockfile: Pick<ProjectPlan, 'holds'> };

/**
 * Says of a pull request that stays as it is that it proposes what is held: whoever merges it is to know. Said once, and taken back when
 * the hold is over or the pull request brings something else.
 */
export async function warnOfHold(
  context: UpdateContext,
  { octokit, repository, lockfile: { holds } }: PlaceOfHold,
  row: UpdatePullRequest,
): Promise<void> {
  const { number } = row;
  if (number === null) return;
  const found = await heldSteps(context, holds, row);
  const place = { owner: repository.owner, repo: repository.name };
  if (found.length === 0) {
    await commentOnce(octokit, place, { number, marker: MARKER, text: RELEASED, isNews: false });
    return;
  }
  const names = found.map(({ name, version }) => `${name}@${version}`);
  context.log.warn({ number, found: names }, 'an open pull request is held');
  const lines = found
    .slice(0, MOST)
    .map(
      ({ name, version, held }) =>
        `- ${escapeMarkdown(`${name} ${version}`)} is ${escapeMarkdown(heldText(held), 600)}`,
    );
  await commentOnce(octokit, place, { number, marker: MARKER, text: `${WARNING}\n\n${lines.join('\n')}` });
}

const MARKER = 'held';
const WARNING = '**Do not merge this before somebody has looked:** it brings what Lockkeeper would not propose now.';
const RELEASED = 'Lockkeeper warned here of a version that was held. That is over.';

async function heldSteps(
  { updates: tools, signal }: UpdateContext,
  holds: ProjectPlan['holds'],
  { updates }: UpdatePullRequest,
): Promise<{ name: string; version: string; held: Held }[]> {
  if (holds.length === 0) return [];
  const steps = joinSteps(updates.flatMap((update) => update.steps)).filter(bringsVersion);
  const documents = await tools.documents.read([...new Set(steps.map(({ name }) => name))], signal);
  const heldBack = createHolds(holds);
  return steps.flatMap(({ name, version }) => {
    const held = heldBack(name, documents.get(name)?.versions.get(version) ?? { version });
    return held === undefined ? [] : [{ name, version, held }];
  });
}
