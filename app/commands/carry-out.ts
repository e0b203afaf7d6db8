import type { StoredReport } from '../../db/maintainer-reports.ts';
import type { Trx } from '../../db/open-database.ts';
import type { Repository } from '../../db/repositories.ts';
import type { SuppressionReach } from '../../db/suppression-changes.ts';
import type { UpdatePullRequest } from '../../db/update-pull-requests.ts';
import { remakePullRequests } from '../../db/update-pull-requests.ts';
import type { JobPayload } from '../queue/jobs.ts';
import type { RefreshSoon } from '../suppressions/suppress.ts';
import { carryOutAccept, carryOutInvestigate } from './carry-out-decision.ts';
import { carryOutPin } from './carry-out-pin.ts';
import { carryOutSuppress } from './carry-out-suppress.ts';
import { carryOutUnsuppress } from './carry-out-unsuppress.ts';
import type { Command } from './command.ts';
import type { Outcome } from './outcome.ts';
import type { ParsedLine } from './parse-command.ts';
import { printCommand } from './print-command.ts';
import { usageTable } from './usage.ts';

/** Where commands are given, and by whom. */
export interface Conversation {
  repository: Repository;
  number: number;
  /** Left out under issues. */
  pull?: UpdatePullRequest;
  /** The issue about maintainer changes that it is. */
  report?: StoredReport;
  /** Maintainer changes that the conversation is about, and that somebody can decide about. */
  changes: readonly ConversationChange[];
  /** Ids of the repositories that the conversation is about. */
  reach: readonly number[];
  author: string;
  /** Has admin permission on the repository. */
  admin: boolean;
  /** Of those whom the comment names: whether GitHub lets an issue of the repository be assigned to a login. */
  isAssignable: (login: string) => boolean;
}

export interface ConversationChange {
  id: number;
  packageName: string;
}

/** What the commands' transaction may set going. */
export interface CommandEffects {
  now: () => Date;
  refreshSoon: RefreshSoon;
  updateSoon: (trx: Trx, payload: JobPayload<'update-repository'>) => Promise<void>;
  scanSoon: (trx: Trx, payload: JobPayload<'scan-repository'>) => Promise<void>;
  /** Has alerts, issues and held updates follow what was decided about changes of packages. */
  changesDecided: (trx: Trx, repository: Repository, packageNames: readonly string[]) => Promise<void>;
  /** Has the updates of repositories follow. */
  updatesPinned: (trx: Trx, repository: Repository, repositoryIds: readonly number[]) => Promise<void>;
}

export interface CarriedOut {
  outcomes: Outcome[];
  /** Suppressions that were made. */
  suppressions: number[];
  /** For `oweAgain`, when the transaction has ended. */
  owed: SuppressionReach[];
}

/** Carries commands out, in their order, in one transaction. */
export async function carryOut(
  trx: Trx,
  effects: CommandEffects,
  conversation: Conversation,
  lines: readonly ParsedLine[],
): Promise<CarriedOut> {
  const result: CarriedOut = { outcomes: [], suppressions: [], owed: [] };
  for (const line of lines) {
    if ('problem' in line) {
      result.outcomes.push({ understood: null, done: [], failed: [], problem: line.problem });
      continue;
    }
    const { done, failed } = await act(line.command);
    result.outcomes.push({ understood: printCommand(line.command), done, failed });
  }
  return result;

  async function act(command: Command): Promise<Pick<Outcome, 'done' | 'failed'>> {
    const { repository, pull } = conversation;
    const update = (recreate?: number) =>
      effects.updateSoon(trx, {
        installationId: repository.installation_id,
        repositoryId: repository.id,
        trigger: 'command',
        ...(recreate === undefined ? {} : { recreate }),
      });
    switch (command.kind) {
      case 'suppress': {
        const made = await carryOutSuppress(trx, effects, conversation, command);
        result.suppressions.push(...made.rows.map(({ id }) => id));
        result.owed.push(...made.owed);
        if (made.rows.length > 0) await update();
        return made;
      }
      case 'unsuppress': {
        const removed = await carryOutUnsuppress(trx, effects, conversation, command);
        result.owed.push(...removed.owed);
        if (removed.owed.length > 0) await update();
        const others = removed.owed.flatMap(({ repository_id: id }) =>
          id === null || id === repository.id ? [] : [id],
        );
        if (others.length > 0) await effects.updatesPinned(trx, repository, [...new Set(others)]);
        return removed;
      }
      case 'accept':
        return carryOutAccept(trx, effects, conversation, command);
      case 'investigate':
        return carryOutInvestigate(trx, effects, conversation, command);
      case 'pin': {
        const made = await carryOutPin(trx, effects, conversation, command);
        result.suppressions.push(...made.rows.map(({ id }) => id));
        result.owed.push(...made.owed);
        return made;
      }
      case 'rebase': {
        const number = pull?.number ?? undefined;
        const count = await remakePullRequests(trx, { repositoryId: repository.id, number, now: effects.now() });
        await update();
        const which = number === undefined ? 'The update pull requests of this repository are' : 'This pull request is';
        const left = count === 0 ? ' Those that people pushed to, or that are not open, stay as they are.' : '';
        return { done: [`${which} made anew upon the base branch now.${left}`], failed: [] };
      }
      case 'recreate':
        if (pull?.number == null || pull.state !== 'open') {
          const found = pull === undefined ? 'an issue' : `one that is ${pull.state}`;
          return { done: [], failed: [`expected an open update pull request, found ${found}.`] };
        }
        await update(pull.number);
        return {
          done: ['This pull request is made anew now. Commits that people pushed to it are dropped.'],
          failed: [],
        };
      case 'rescan':
        await effects.scanSoon(trx, { repositoryId: repository.id, update: true });
        return {
          done: ['The lockfiles of this repository are read and matched again now; its update pull requests follow.'],
          failed: [],
        };
      case 'help':
        return { done: [`Commands stand at the start of a line of a comment.\n\n${usageTable()}`], failed: [] };
    }
  }
}
