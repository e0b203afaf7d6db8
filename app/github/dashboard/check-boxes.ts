import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import type { DashboardFacts, DashboardPullRequest } from './dashboard-facts.ts';
import { fitLines } from './fit-lines.ts';

/** What a box does when somebody ticks it; the last three are about a row of `update_pull_requests`. */
export type DashboardAction =
  | { act: 'rescan' }
  | { act: 'rebase-all' }
  /** A deferred one is opened, a rejected one proposed again, a refused one tried again. */
  | { act: 'open' | 'again' | 'retry'; id: number };

/** Outside text is escaped where it is shown, so none of it can be such a comment. */
const BOX = /^ {0,3}[-*] \[([ xX])\] <!-- lockkeeper:act:(rescan|rebase-all|(open|again|retry):([1-9]\d{0,9})) -->/;

export function checkBoxSection({ pullRequests, updates }: DashboardFacts, bytes: number): string {
  const rows = updates.enabled ? pullRequests.flatMap(rowBox) : [];
  const { shown, left } = fitLines(rows, bytes);
  const some = updates.enabled && pullRequests.some(({ state, halted }) => state === 'open' && !halted);
  const lines = [
    box('rescan', 'Scan again now'),
    ...(some ? [box('rebase-all', 'Make every open pull request anew on its base')] : []),
    ...shown,
    ...(left > 0 ? [`\nand ${left} more: they come when these are done.`] : []),
  ];
  return `## Do something\n\nTick a box; it takes write permission on this repository.\n\n${lines.join('\n')}`;
}

/** What is ticked in an issue's text. */
export function tickedActions(body: string): DashboardAction[] {
  const keys = new Set(linesOf(body).flatMap((line) => (tickedKey(line) === undefined ? [] : [tickedKey(line)!])));
  return [...keys].map((key) => {
    const [act, id] = key.split(':') as [DashboardAction['act'], string | undefined];
    return (id === undefined ? { act } : { act, id: Number(id) }) as DashboardAction;
  });
}

/** The text with those boxes ticked that are ticked in `from`: nobody has acted on them yet. */
export function keepTicks(text: string, from: string): string {
  const ticked = new Set(linesOf(from).map(tickedKey));
  return linesOf(text)
    .map((line) => {
      const key = BOX.exec(line)?.[2];
      return key !== undefined && ticked.has(key) ? line.replace('[ ]', '[x]') : line;
    })
    .join('\n');
}

function tickedKey(line: string): string | undefined {
  const [, mark, key] = BOX.exec(line) ?? [];
  return mark === undefined || mark === ' ' ? undefined : key;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

function rowBox({ id, state, title, number }: DashboardPullRequest): string[] {
  const name = escapeMarkdown(title, 200);
  if (state === 'deferred') return [box(`open:${id}`, `Open next, if the hour has a place left: ${name}`)];
  if (state === 'refused') return [box(`retry:${id}`, `Try again: ${name}`)];
  if (state === 'rejected') return [box(`again:${id}`, `Propose again what was closed in #${number}: ${name}`)];
  return [];
}

function box(key: string, text: string): string {
  return `- [ ] <!-- lockkeeper:act:${key} --> ${text}`;
}
