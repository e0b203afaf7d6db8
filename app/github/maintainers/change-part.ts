import { advisoryUrl, escapeMarkdown } from '../../../scanners/reports/index.ts';
import { table, tableRow } from '../dashboard/fit-lines.ts';
import { codeSpan } from '../markdown.ts';
import { affectedPart } from './affected-part.ts';
import { outsideName } from './outside-name.ts';
import { peopleLines } from './people-lines.ts';
import type { ReportedChange } from './report-facts.ts';

const SIGNAL_BYTES = 6000;

/** What there is to say of one change. Every name and text of a registry is escaped. */
export function changePart(change: ReportedChange): string {
  const { packageName, level, score, signals, maintainers } = change;
  const rows = signals.map(({ at, text, weight }) => tableRow([`${weight}`, escapeMarkdown(text, 400), time(at)]));
  return [
    `## ${codeSpan(packageName, 214)}: ${level}, ${score} of 100 points`,
    [stateText(change), ...warning(packageName)].join(' '),
    table(['Points', 'What changed', 'When (UTC)'], rows, SIGNAL_BYTES),
    maintainers === undefined ? '' : peopleLines(maintainers).join('\n'),
    affectedPart(change),
    linkLine(change),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** `2026-11-25 10:30` */
export function time(at: string | Date): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function stateText({ state: found, malware, level }: ReportedChange): string {
  const { state, until, by, reason, investigatedBy } = found;
  switch (state) {
    case 'open':
      if (investigatedBy !== undefined)
        return `**Being looked into** by ${codeSpan(investigatedBy, 100)}: it stays open until somebody accepts it.`;
      return `**Open**${until === undefined ? '' : `; without a further signal it goes quiet on ${time(until)} UTC`}.${holds(level)}`;
    case 'accepted':
      return `Accepted by ${codeSpan(by ?? '', 100)}${reason === undefined ? '' : `: ${escapeMarkdown(reason, 1000)}`}.`;
    case 'reverted':
      return 'Reverted: whoever may publish now is who could before.';
    case 'quiet':
      return `Quiet${until === undefined ? '' : ` since ${time(until)} UTC`}: there was no further signal.`;
    case 'malware':
      return malware === null
        ? 'Known as malware: that has alerts of its own.'
        : `Known as malware by [${escapeMarkdown(malware, 128)}](${advisoryUrl(malware)}): that has alerts of its own, and updates lead away from it.`;
    case 'unwatched':
      return 'It is below the level from which on issues tell of changes here (`maintainers.level`).';
    case 'elsewhere':
      return 'Another issue tells of it.';
    case 'gone':
      return 'Nothing that this issue is about holds it any more.';
  }
}

/** Only such hold updates. */
function holds(level: ReportedChange['level']): string {
  return level === 'high' || level === 'critical'
    ? ' While it is open no update leads to what was published in it.'
    : '';
}

function warning(name: string): string[] {
  const text = outsideName(name);
  return text === codeSpan(name, 214) ? [] : [`Mind the name: ${text}.`];
}

function linkLine({ packageName, source }: ReportedChange): string {
  const links = source !== null && isPlainAddress(source) ? [`[Source](${source})`] : [];
  if (links.length > 0 && /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/.test(source!)) {
    links.push(`[tags](${source}/tags)`, `[commits](${source}/commits)`, `[issues](${source}/issues)`);
  }
  const ledger = `All that is known of it: ${codeSpan(`lockkeeper trust ${packageName}`, 240)}`;
  const said = links.length === 0 ? '' : ' (where the source is, the package says itself)';
  return `${[...links, ledger].join(' · ')}${said}`;
}

/** Nothing in it can end a link or begin something else. */
function isPlainAddress(address: string): boolean {
  return /^https?:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w./~+-]*)?$/.test(address) && address.length <= 300;
}
