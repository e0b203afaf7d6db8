import type { ChangedFinding } from '../../scanners/alerts/index.ts';
import type { FailOn } from '../../scanners/config/index.ts';
import { SEVERITIES } from '../../scanners/osv/index.ts';
import { advisoryUrl, escapeMarkdown, severityText, whyText } from '../../scanners/reports/index.ts';
import type { JudgedFinding, Verdict } from '../jobs/pull-request/judge-change.ts';
import type { Doubt } from '../jobs/pull-request/read-change.ts';
import type { Annotation } from './configuration-check.ts';
import type { PullRequestReport } from './pull-request-check.ts';

const MOST_ROWS = 40;
/** Bytes of a section's lines: together they stay below the 65,535 characters that GitHub takes, whatever is in them. */
const BUDGET = { introduced: 30_000, fixed: 10_000, doubts: 10_000, passedOver: 5_000 };
const LONGEST = 120;
const MANY_VERSIONS = 5;

export interface VerdictToDescribe extends Verdict {
  /** Changed lockfiles that Lockkeeper does not read. */
  passedOver: readonly { path: string; why: string }[];
  annotations: Annotation[];
}

/** What the check run says of a change. Every text from outside is escaped. */
export function describeVerdict(verdict: VerdictToDescribe): PullRequestReport {
  const { conclusion, introduced, fixed, doubts, passedOver, annotations } = verdict;
  const parts = [
    explain(verdict),
    section('Introduced', introducedTable(introduced)),
    section('Fixed', fixedTable(fixed)),
    section('Could not be decided', list(doubts.map(doubtLine), BUDGET.doubts)),
    section(
      'Not read',
      list(
        passedOver.map(({ path, why }) => `${text(path)}: ${text(why, 300)}`),
        BUDGET.passedOver,
      ),
    ),
  ];
  return {
    conclusion,
    title: titleOf(verdict),
    summary: parts.filter((part) => part !== '').join('\n\n'),
    annotations,
  };
}

/** Nothing is known of the change, and why. @param why is escaped here */
export function describeUndecided(why: string, failOn: FailOn): PullRequestReport {
  const conclusion = failOn === 'never' ? 'neutral' : 'action_required';
  return { conclusion, title: 'Could not decide', summary: text(why, 500), annotations: [] };
}

/** Where no lockfile differs there is nothing to read. */
export function describeNothing(): PullRequestReport {
  return {
    conclusion: 'success',
    title: 'No lockfile changed',
    summary: 'The versions that are locked are those of the base.',
    annotations: [],
  };
}

function titleOf({ introduced, fixed, doubts, conclusion }: Verdict): string {
  const open = introduced.filter(({ suppression }) => suppression === undefined);
  const levels = SEVERITIES.flatMap((level) => {
    const { length } = open.filter(({ facts }) => facts.severity === level);
    return length === 0 ? [] : [`${length} ${level}`];
  });
  const brings =
    open.length === 0 ? 'introduces nothing' : `introduces ${count(open.length, 'finding')} (${levels.join(', ')})`;
  const said = fixed.length === 0 ? brings : `${brings}, fixes ${fixed.length}`;
  if (doubts.length === 0) return capital(said);
  return conclusion === 'failure' ? `${capital(said)}; not all could be read` : `Could not decide; ${said}`;
}

function explain({ failOn, conclusion, doubts }: Verdict): string {
  const threshold =
    failOn === 'never'
      ? 'Only malware fails this check (`fail-on: never`).'
      : `Findings of severity ${failOn} and above, unrated ones and malware fail this check when a change introduces them.`;
  const blocked =
    doubts.length > 0 && conclusion !== 'failure'
      ? ' Something could not be read, so nobody knows whether this change is safe: that is not taken for a yes.'
      : '';
  return `${threshold} What the base holds already is not counted here.${blocked}`;
}

function introducedTable(findings: readonly JudgedFinding[]): string {
  if (findings.length === 0) return '';
  const rows = findings.map((finding) => {
    const { path, facts, versions, before, suppression, fails } = finding;
    const fixes = versions.slice(0, MANY_VERSIONS).map((version) => facts.fixes[version] ?? null);
    const none = facts.kind === 'malware' ? 'none: remove it' : 'none yet';
    const state =
      suppression === undefined ? (fails ? 'fails' : 'below the threshold') : `suppressed: ${text(suppression.reason)}`;
    return row([
      severityText(facts),
      `${text(facts.packageName)} ${versionList(versions)}${before.length === 0 ? '' : `<br>(before: ${versionList(before)})`}`,
      `${link(facts.groupKey)}<br>${text(facts.summary)}`,
      [...new Set(fixes.map((fix) => (fix === null ? none : text(fix))))].join('<br>'),
      `${text(path)}<br>${text(whyText(facts, versions.slice(0, MANY_VERSIONS)), 200)}`,
      state,
    ]);
  });
  return table(['Severity', 'Package', 'Advisory', 'Fixed in', 'Where', 'Check'], rows, BUDGET.introduced);
}

function fixedTable(findings: readonly ChangedFinding[]): string {
  if (findings.length === 0) return '';
  const rows = findings.map(({ path, facts, versions }) =>
    row([severityText(facts), `${text(facts.packageName)} ${versionList(versions)}`, link(facts.groupKey), text(path)]),
  );
  return table(['Severity', 'Package', 'Advisory', 'Where'], rows, BUDGET.fixed);
}

function table(head: readonly string[], rows: readonly string[], budget: number): string {
  const { shown, left } = asManyAsFit(rows, budget);
  return [row(head), row(head.map(() => '---')), ...shown, ...(left > 0 ? [`\nand ${left} more.`] : [])].join('\n');
}

/** Lines from the first one on, as many as there is room for. */
function asManyAsFit(lines: readonly string[], budget: number): { shown: string[]; left: number } {
  let room = budget;
  const shown: string[] = [];
  for (const line of lines.slice(0, MOST_ROWS)) {
    room -= Buffer.byteLength(line);
    if (room < 0) break;
    shown.push(line);
  }
  return { shown, left: lines.length - shown.length };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function list(lines: readonly string[], budget: number): string {
  const { shown, left } = asManyAsFit(lines, budget);
  return [...shown.map((line) => `- ${line}`), ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
}

function doubtLine({ path, line, why }: Doubt): string {
  if (path === '') return text(why, 300);
  return `${text(path)}${line === undefined ? '' : `, line ${line}`}: ${text(why, 300)}`;
}

function versionList(versions: readonly string[]): string {
  const shown = versions.slice(0, MANY_VERSIONS).map((version) => text(version, 60));
  return versions.length > shown.length
    ? `${shown.join(', ')} and ${versions.length - shown.length} more`
    : shown.join(', ');
}

function section(heading: string, body: string): string {
  return body === '' ? '' : `### ${heading}\n\n${body}`;
}

function link(id: string): string {
  return `[${text(id)}](${advisoryUrl(id)})`;
}

function text(given: string, longest = LONGEST): string {
  return escapeMarkdown(given, longest);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
