import type { UpdatePullRequest } from '../../../db/update-pull-requests.ts';
import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import { bringsVersion, createHolds, heldText, joinSteps } from '../../../scanners/updates/index.ts';
import { commentOnce } from '../../github/updates/write-pull-request.ts';
import type { GroupToHandle } from './handle-group.ts';
import type { ProjectPlan } from './plan-project.ts';
import type { UpdateContext } from './update-tools.ts';

const MOST = 10;

export type PlaceOfHold = Pick<GroupToHandle, 'octokit' | 'repository'> & { lockfile: Pick<ProjectPlan, 'holds'> };

/** Says of a pull request that stays as it is that it proposes what is held: whoever merges it is to know. */
export async function warnOfHold(
  { log, updates: tools, signal }: UpdateContext,
  { octokit, repository, lockfile: { holds } }: PlaceOfHold,
  { number, updates }: UpdatePullRequest,
): Promise<void> {
  if (holds.length === 0 || number === null) return;
  const steps = joinSteps(updates.flatMap((update) => update.steps)).filter(bringsVersion);
  const documents = await tools.documents.read([...new Set(steps.map(({ name }) => name))], signal);
  const heldBack = createHolds(holds);
  const found = steps.flatMap(({ name, version }) => {
    const held = heldBack(name, documents.get(name)?.versions.get(version) ?? { version });
    return held === undefined ? [] : [{ name, version, held }];
  });
  if (found.length === 0) return;
  log.warn({ number, found: found.map(({ name, version }) => `${name}@${version}`) }, 'an open pull request is held');
  const lines = found
    .slice(0, MOST)
    .map(
      ({ name, version, held }) =>
        `- ${escapeMarkdown(`${name} ${version}`)} is ${escapeMarkdown(heldText(held), 600)}`,
    );
  await commentOnce(
    octokit,
    { owner: repository.owner, repo: repository.name },
    {
      number,
      marker: 'held',
      text: `**Do not merge this before somebody has looked:** it brings what Lockkeeper would not propose now.\n\n${lines.join('\n')}`,
    },
  );
}
