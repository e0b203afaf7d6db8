import { createHash } from 'node:crypto';
import { RISK_LEVELS, TRUST_SIGNALS } from '../../../scanners/maintainers/index.ts';
import { escapeMarkdown, plainText } from '../../../scanners/reports/index.ts';
import { codeSpan } from '../markdown.ts';
import { advice } from './advice.ts';
import { changePart } from './change-part.ts';
import { reportCommands } from './report-commands.ts';
import type { ReportedChange, ReportFacts, ReportProblem } from './report-facts.ts';

export interface Report {
  title: string;
  body: string;
  /** Whether the issue is to be open. */
  open: boolean;
  /** Hash of what it says: the same is not written again. */
  key: string;
}

/** Bytes that the changes may take: with what stands around them less than the 65,536 characters that GitHub takes. */
const CHANGE_BYTES = 48_000;
const LIST_BYTES = 4000;
const MANY = 3;

/** What an issue about maintainer changes says: the same facts, the same words. */
export function describeReport(facts: ReportFacts): Report {
  const changes = [...facts.changes].sort(firstFirst);
  const open = changes.some(isOpen);
  const title = titleOf(facts.key, changes);
  const body = [
    `${reportMarker(facts)}\n${INTRODUCTION}`,
    ...facts.problems.map(problemText),
    changeParts(changes),
    open ? checkPart(changes.filter(isOpen)) : '',
    open ? reportCommands(changes.filter(isOpen).map(({ packageName }) => packageName)) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
  const key = createHash('sha256').update(`${title}\n${open}\n${body}`).digest('hex');
  return { title, body, open, key };
}

/** The first line: the issue is found again by it. A day is a day in every database; the number of a change is not. */
export function reportMarker({ key, since }: Pick<ReportFacts, 'key' | 'since'>): string {
  const of = key.startsWith('day:') ? key : `${key}:${since.getTime()}`;
  return `<!-- lockkeeper:maintainers:${of} -->`;
}

const INTRODUCTION = `Who may publish packages that are depended on here, or how they are published, has changed. That is how an attack begins, and also how \
projects live on: [Lockkeeper](https://github.com/lockkeeper/lockkeeper) adds up what changed by a \
[table of weights](https://github.com/lockkeeper/lockkeeper/blob/main/docs/maintainer-risk.md), and asks people.

It is kept up to date in this place: other text written into it is lost. It closes by itself when nothing in it is open any more; closed by hand it stays \
closed until there is a further signal.`;

function isOpen({ state }: ReportedChange): boolean {
  return state.state === 'open';
}

/** What is open, direct dependencies, the worst. */
function firstFirst(a: ReportedChange, b: ReportedChange): number {
  return (
    Number(isOpen(b)) - Number(isOpen(a)) ||
    Number(isDirect(b)) - Number(isDirect(a)) ||
    RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level) ||
    b.score - a.score ||
    (a.packageName < b.packageName ? -1 : a.packageName > b.packageName ? 1 : a.id - b.id)
  );
}

function isDirect({ holders }: ReportedChange): boolean {
  return holders.some(({ direct }) => direct);
}

function titleOf(key: string, changes: readonly ReportedChange[]): string {
  const names = [...new Set(changes.map(({ packageName }) => packageName))];
  const more = names.length > MANY ? ` and ${names.length - MANY} more` : '';
  const shown = names.slice(0, MANY).map((name) => plainText(name, 60));
  const about = changes.some(isOpen) ? changes.filter(isOpen) : changes;
  const worst = RISK_LEVELS[Math.max(0, ...about.map(({ level }) => RISK_LEVELS.indexOf(level)))];
  const day = key.startsWith('day:') ? ` of ${key.slice('day:'.length)}` : '';
  const what = changes.length === 1 ? 'Maintainer change' : 'Maintainer changes';
  return `${what}${day} (${worst}): ${shown.join(', ')}${more}`;
}

/** As many in full as have room, the others by name. */
function changeParts(changes: readonly ReportedChange[]): string {
  const parts: string[] = [];
  let room = CHANGE_BYTES;
  for (const change of changes) {
    const part = changePart(change);
    room -= Buffer.byteLength(part) + 2;
    if (room < 0) break;
    parts.push(part);
  }
  const left = changes.slice(parts.length);
  if (left.length === 0) return parts.join('\n\n');
  let names = '';
  for (const { packageName, level } of left) {
    const one = `${names === '' ? '' : ', '}${codeSpan(packageName, 214)} (${level})`;
    if (Buffer.byteLength(names) + Buffer.byteLength(one) > LIST_BYTES) break;
    names += one;
  }
  return [
    ...parts,
    `## And ${left.length} more\n\n${names}${names === '' ? '' : '. '}There is no room for them here.`,
  ].join('\n\n');
}

function checkPart(changes: readonly ReportedChange[]): string {
  const kinds = new Set(changes.flatMap(({ signals }) => signals.map(({ kind }) => kind)));
  const lines = TRUST_SIGNALS.filter((kind) => kinds.has(kind)).map(
    (kind) => `- **${advice[kind].what}.** ${advice[kind].check}`,
  );
  return lines.length === 0 ? '' : `## What to check\n\n${lines.join('\n')}`;
}

function problemText({ reportTo, why }: ReportProblem): string {
  const named = `The configuration has it told of in ${escapeMarkdown(reportTo, 200)} (\`maintainers.report-to\`)`;
  return why === 'public'
    ? `> ${named}, which is public, and this repository is not: it is told of here.`
    : `> ${named}, which is no repository that Lockkeeper is installed on and that is not archived: it is told of here.`;
}
