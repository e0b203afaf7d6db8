import { listConversationSuppressions } from '../../db/handled-comments.ts';
import type { Trx } from '../../db/open-database.ts';
import { searchSuppressions } from '../../db/own-suppressions.ts';
import type { SuppressionReach, SuppressionRow } from '../../db/suppression-changes.ts';
import { CONFIG_PATH } from '../../scanners/config/index.ts';
import { unsuppressWithin } from '../suppressions/suppress.ts';
import type { CommandEffects, Conversation } from './carry-out.ts';
import type { UnsuppressCommand } from './command.ts';
import { describeSubject } from './describe-subject.ts';
import type { Outcome } from './outcome.ts';

export interface Unsuppressed extends Pick<Outcome, 'done' | 'failed'> {
  owed: SuppressionReach[];
}

/** How many are named one by one. */
const SHOWN = 50;

/** Takes back what people suppressed. Those of configurations are the configurations' to take back. */
export async function carryOutUnsuppress(
  trx: Trx,
  effects: CommandEffects,
  conversation: Conversation,
  command: UnsuppressCommand,
): Promise<Unsuppressed> {
  const { repository, admin, author } = conversation;
  const result: Unsuppressed = { done: [], failed: [], owed: [] };
  const found = await find(trx, effects, conversation, command);
  const configured = found.filter(({ source }) => source === 'config');
  const wide = found.filter((row) => row.source !== 'config' && row.repository_id === null && !admin);
  const own = found.filter((row) => !configured.includes(row) && !wide.includes(row));
  for (const row of own) {
    await unsuppressWithin(trx, effects, { installationId: repository.installation_id, id: row.id, by: author });
    result.owed.push(row);
  }
  result.done.push(...named(own, 'Taken back:'));
  result.failed.push(...named(wide, 'These hold in other repositories too and need admin permission on this one:'));
  result.failed.push(
    ...named(configured, `These can only be taken out of ${place(configured)}, and go with the next scan:`),
  );
  if (own.length > 0) {
    result.done.push('Alerts in their reach are open again, and the update pull requests follow, within a minute.');
  }
  if (found.length === 0) result.failed.push(nothingFound(command));
  return result;
}

async function find(
  trx: Trx,
  { now }: CommandEffects,
  { repository, number, report, reach }: Conversation,
  { id, packageName, range, advisoryId }: UnsuppressCommand,
): Promise<SuppressionRow[]> {
  const search = { installationId: repository.installation_id, repositoryId: repository.id, now: now() };
  const isOpen = packageName === null && advisoryId === null;
  const made = isOpen ? await listConversationSuppressions(trx, { repositoryId: repository.id, number }) : [];
  // In an issue that tells of other repositories too, what was said there holds in those.
  const alsoIn = report === undefined ? [] : reach;
  if (id !== null) return searchSuppressions(trx, { ...search, ids: [id], ...(made.includes(id) ? { alsoIn } : {}) });
  if (isOpen) return searchSuppressions(trx, { ...search, ids: made, alsoIn });
  return searchSuppressions(trx, {
    ...search,
    ...(packageName === null ? {} : { packageName }),
    ...(range === null ? {} : { range }),
    ...(advisoryId === null ? {} : { advisoryId }),
  });
}

function named(rows: readonly SuppressionRow[], title: string): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, SHOWN).map((row) => {
    const subject = { packageName: row.package_name, range: row.range, advisoryId: row.advisory_id };
    return `number ${row.id}, ${describeSubject(subject)}`;
  });
  const more = rows.length > SHOWN ? `; and ${rows.length - SHOWN} more` : '';
  return [`${title} ${shown.join('; ')}${more}.`];
}

function place(rows: readonly SuppressionRow[]): string {
  const shared = rows.some((row) => row.repository_id === null);
  return `\`${CONFIG_PATH}\` ${shared ? "(of the organisation's `.github` repository, where they hold everywhere) " : ''}or a file that it extends`;
}

function nothingFound({ id, packageName, range, advisoryId }: UnsuppressCommand): string {
  if (id !== null) return `this repository has no suppression number ${id} that holds.`;
  if (packageName === null && advisoryId === null) return 'no suppression of this conversation holds any more.';
  return `this repository has no suppression of ${describeSubject({ packageName, range, advisoryId })} that holds.`;
}
