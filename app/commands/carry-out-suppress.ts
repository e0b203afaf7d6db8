import type { Trx } from '../../db/open-database.ts';
import { searchSuppressions } from '../../db/own-suppressions.ts';
import type { SuppressionReach, SuppressionRow } from '../../db/suppression-changes.ts';
import { codeSpan } from '../github/markdown.ts';
import { suppressWithin, unsuppressWithin } from '../suppressions/suppress.ts';
import type { CommandEffects, Conversation } from './carry-out.ts';
import type { Subject, SuppressCommand } from './command.ts';
import { describeSubject, describeTime } from './describe-subject.ts';
import type { Outcome } from './outcome.ts';
import { printCommand } from './print-command.ts';

export interface Suppressed extends Pick<Outcome, 'done' | 'failed'> {
  rows: SuppressionRow[];
  owed: SuppressionReach[];
}

const SOURCE = 'comment';
const NO_REASON = 'no reason was given';
/** Where the reason most likely holds what was meant as a clause. */
const CLAUSE =
  /\b(?:until \d{4}-\d{2}-\d{2}|for \d+ ?(?:d|w|days?|weeks?|months?)|scope (?:repository|installation|dev|path:))\b/i;

/** Makes the suppressions that a command asks for. One of the same subject and scope that was asked for before is replaced. */
export async function carryOutSuppress(
  trx: Trx,
  effects: CommandEffects,
  conversation: Conversation,
  command: SuppressCommand,
): Promise<Suppressed> {
  const { repository, admin, author } = conversation;
  const result: Suppressed = { done: [], failed: [], rows: [], owed: [] };
  const { scope, end, reason } = command;
  const isWide = scope.kind === 'installation';
  if (isWide && !admin) {
    const narrow = printCommand({ ...command, scope: { kind: 'repository' } });
    result.failed.push(
      `\`scope installation\` holds in other repositories too and needs admin permission on this one. With write permission: ${codeSpan(narrow, 1500)}`,
    );
    return result;
  }
  const subjects = subjectsOf(command, conversation);
  if (subjects.length === 0) {
    result.failed.push('expected a package or an advisory: only on an update pull request they can be left out.');
    return result;
  }
  for (const subject of subjects) {
    const replaced = await removeSame(subject);
    const insertion = await suppressWithin(trx, effects, {
      installationId: repository.installation_id,
      repository: isWide ? null : repository.id,
      source: SOURCE,
      ecosystem: 'npm',
      ...subject,
      path: scope.kind === 'path' ? scope.path : null,
      devOnly: scope.kind === 'dev',
      reason: reason ?? NO_REASON,
      author,
      expiresAt: end,
    });
    if (insertion.kind !== 'made') {
      const why =
        insertion.kind === 'too-many'
          ? `there are ${insertion.most} suppressions already, which is the most that an installation can have`
          : 'the repository is gone';
      result.failed.push(`${describeSubject(subject)}: ${why}.`);
      break;
    }
    const { row } = insertion;
    result.rows.push(row);
    result.owed.push(row);
    const instead = replaced.length === 0 ? '' : `, instead of number ${replaced.join(', ')}`;
    result.done.push(
      `Suppressed, as number ${row.id}${instead}: ${describeSubject(subject)} until ${describeTime(end)}.`,
    );
  }
  if (result.rows.length > 0) result.done.push(whatNext(command));
  if (reason !== null && CLAUSE.test(reason)) {
    result.done.push('Everything behind `because` is the reason: `until`, `for` and `scope` go before it.');
  }
  return result;

  async function removeSame({ packageName, range, advisoryId }: Subject): Promise<number[]> {
    const search = { installationId: repository.installation_id, repositoryId: repository.id, now: effects.now() };
    const rows = (await searchSuppressions(trx, search)).filter(
      (row) =>
        row.source === SOURCE &&
        row.repository_id === (isWide ? null : repository.id) &&
        row.package_name === packageName &&
        row.range === range &&
        row.advisory_id === advisoryId &&
        row.path === (scope.kind === 'path' ? scope.path : null) &&
        row.dev_only === (scope.kind === 'dev'),
    );
    for (const row of rows) {
      await unsuppressWithin(trx, effects, { installationId: row.installation_id, id: row.id, by: author });
    }
    return rows.map(({ id }) => id);
  }
}

/** What is named, or else each package that the pull request updates. */
function subjectsOf({ packageName, range, advisoryId }: SuppressCommand, { pull }: Conversation): Subject[] {
  if (packageName !== null || advisoryId !== null) return [{ packageName, range, advisoryId }];
  const names = new Set(pull?.updates.map(({ name }) => name));
  return [...names].map((name) => ({ packageName: name, range: null, advisoryId: null }));
}

function whatNext({ range, scope }: SuppressCommand): string {
  const alerts =
    range === null ? 'Alerts in its reach are held back' : 'Updates steer round these versions; alerts stay open';
  const others = scope.kind === 'installation' ? ' Those of other repositories follow within the hour.' : '';
  return `${alerts}. The update pull requests of this repository are made to fit within a minute.${others} \`/unsuppress\` takes it back.`;
}
