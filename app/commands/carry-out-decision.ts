import { addDecision } from '../../db/maintainer-decisions.ts';
import type { Trx } from '../../db/open-database.ts';
import { outsideName } from '../github/maintainers/outside-name.ts';
import type { CommandEffects, Conversation } from './carry-out.ts';
import { chosenChanges } from './chosen-changes.ts';
import type { AcceptCommand, InvestigateCommand } from './command.ts';
import { describeTime } from './describe-subject.ts';
import type { Outcome } from './outcome.ts';

/** Decided changes are named one by one up to so many. */
const SHOWN = 20;

/** The decision holds in the whole installation: it says who made it, for the evidence. */
export async function carryOutAccept(
  trx: Trx,
  effects: CommandEffects,
  conversation: Conversation,
  command: AcceptCommand,
): Promise<Pick<Outcome, 'done' | 'failed'>> {
  const decided = await decide(trx, effects, conversation, command);
  if (decided.names.length > 0) {
    decided.done.push(
      'It closes in every repository of the installation, and updates that were held go on. A further signal opens it again.',
    );
  }
  return decided;
}

/** Keeps changes open until they are accepted. Whoever is asked is assigned when the issue is written next. */
export async function carryOutInvestigate(
  trx: Trx,
  effects: CommandEffects,
  conversation: Conversation,
  command: InvestigateCommand,
): Promise<Pick<Outcome, 'done' | 'failed'>> {
  const decided = await decide(trx, effects, conversation, command);
  if (decided.names.length === 0) return decided;
  decided.done.push(
    conversation.isAssignable(command.person ?? conversation.author)
      ? 'The issue that tells of it is assigned to them within a minute. It stays open until somebody accepts it.'
      : 'GitHub does not let them be assigned here: they are unknown to it, or may not see this repository. It is on record all the same, and stays open until somebody accepts it.',
  );
  return decided;
}

interface Decided extends Pick<Outcome, 'done' | 'failed'> {
  /** Of packages. */
  names: string[];
}

async function decide(
  trx: Trx,
  effects: CommandEffects,
  conversation: Conversation,
  command: AcceptCommand | InvestigateCommand,
): Promise<Decided> {
  const { repository, author } = conversation;
  const choice = chosenChanges(conversation, command.packageName);
  if ('failed' in choice) return { done: [], failed: [choice.failed], names: [] };
  const result: Decided = { done: [], failed: [], names: [] };
  const person = command.kind === 'investigate' ? (command.person ?? author) : null;
  const lines: string[] = [];
  for (const { id, packageName } of choice.chosen) {
    const added = await addDecision(trx, {
      installationId: repository.installation_id,
      changeId: id,
      kind: command.kind,
      author,
      reason: command.reason,
      person,
      now: effects.now(),
    });
    if (added.kind === 'unknown') {
      result.failed.push(`${outsideName(packageName)}: nothing of this installation holds it any more.`);
      continue;
    }
    result.names.push(packageName);
    const until = describeTime(new Date(added.change.lastSignalAt));
    const what =
      command.kind === 'accept'
        ? `Accepted: ${outsideName(packageName)}, with all that changed until ${until}.`
        : `To be looked into by ${outsideName(person!, 100)}: ${outsideName(packageName)}.`;
    lines.push(added.kind === 'known' ? `${what} That was so already.` : what);
  }
  result.done.push(...lines.slice(0, SHOWN));
  if (lines.length > SHOWN) result.done.push(`And ${lines.length - SHOWN} more.`);
  if (result.names.length > 0) await effects.changesDecided(trx, repository, result.names);
  return result;
}
