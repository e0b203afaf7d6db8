import { rcompare, valid } from 'semver';
import type { Trx } from '../../db/open-database.ts';
import { searchSuppressions } from '../../db/own-suppressions.ts';
import { listReportHolders } from '../../db/report-holders.ts';
import type { SuppressionRow } from '../../db/suppression-changes.ts';
import { outsideName } from '../github/maintainers/outside-name.ts';
import { codeSpan } from '../github/markdown.ts';
import { suppressWithin, unsuppressWithin } from '../suppressions/suppress.ts';
import type { CommandEffects, Conversation } from './carry-out.ts';
import type { Suppressed } from './carry-out-suppress.ts';
import { chosenChanges } from './chosen-changes.ts';
import type { PinCommand } from './command.ts';
import { describeTime } from './describe-subject.ts';

const SOURCE = 'comment';
const NO_REASON = 'who publishes it, or how, has changed';
/** A suppression as this command makes it. */
const PIN = /^>\S+$/;

/**
 * Keeps updates off versions above the highest that is held: one suppression for each repository in reach that holds the package. One of
 * an earlier `/pin` is replaced.
 */
export async function carryOutPin(
  trx: Trx,
  effects: CommandEffects,
  conversation: Conversation,
  command: PinCommand,
): Promise<Suppressed> {
  const { repository, reach, author } = conversation;
  const result: Suppressed = { done: [], failed: [], rows: [], owed: [] };
  const names = namesOf(conversation, command.packageName);
  if ('failed' in names) return { ...result, failed: [names.failed] };
  const installationId = repository.installation_id;
  const holders = await listReportHolders(trx, installationId, names.names);
  for (const name of names.names) {
    const held = Map.groupBy(
      holders.filter((one) => one.packageName === name && reach.includes(one.repositoryId)),
      ({ repositoryId }) => repositoryId,
    );
    if (held.size === 0) result.failed.push(`${outsideName(name)}: no lockfile that this is about holds it.`);
    for (const [repositoryId, here] of held) {
      const highest = highestOf(here.map(({ version }) => version));
      if (highest === undefined) {
        result.failed.push(`${outsideName(name)}: no version that is held can be compared.`);
        continue;
      }
      const row = await pin({ repositoryId, name, highest });
      if (typeof row === 'string') return { ...result, failed: [...result.failed, row] };
      result.rows.push(row);
      result.owed.push(row);
      // The names of other repositories are not for every reader of this one.
      const where = repositoryId === repository.id ? '' : ' in another repository';
      result.done.push(
        `Pinned${where}, as number ${row.id}: ${outsideName(name)} goes no further than ${codeSpan(highest, 60)} until ${describeTime(command.end)}.`,
      );
    }
  }
  if (result.rows.length > 0) {
    result.done.push('The change stays open. `/unsuppress` takes it back.');
    await effects.updatesPinned(trx, repository, [...new Set(result.rows.map((row) => row.repository_id!))]);
  }
  return result;

  async function pin(given: { repositoryId: number; name: string; highest: string }): Promise<SuppressionRow | string> {
    await removeEarlier(given);
    const insertion = await suppressWithin(trx, effects, {
      installationId,
      repository: given.repositoryId,
      source: SOURCE,
      ecosystem: 'npm',
      packageName: given.name,
      advisoryId: null,
      range: `>${given.highest}`,
      path: null,
      devOnly: false,
      reason: command.reason ?? NO_REASON,
      author,
      expiresAt: command.end,
    });
    if (insertion.kind === 'made') return insertion.row;
    return insertion.kind === 'too-many'
      ? `there are ${insertion.most} suppressions already, which is the most that an installation can have.`
      : 'a repository is gone.';
  }

  async function removeEarlier({ repositoryId, name }: { repositoryId: number; name: string }): Promise<void> {
    const search = { installationId, repositoryId, packageName: name, now: effects.now() };
    for (const row of await searchSuppressions(trx, search)) {
      const isPin = row.source === SOURCE && row.repository_id === repositoryId && PIN.test(row.range ?? '');
      if (isPin && row.advisory_id === null && row.path === null && !row.dev_only) {
        await unsuppressWithin(trx, effects, { installationId, id: row.id, by: author });
      }
    }
  }
}

/** What is named is looked for whether or not anything changed about it. */
function namesOf(conversation: Conversation, packageName: string | null): { names: string[] } | { failed: string } {
  if (packageName !== null) return { names: [packageName] };
  const choice = chosenChanges(conversation, null);
  return 'failed' in choice ? choice : { names: [...new Set(choice.chosen.map((one) => one.packageName))] };
}

function highestOf(versions: readonly string[]): string | undefined {
  return versions.flatMap((version) => valid(version) ?? []).sort(rcompare)[0];
}
