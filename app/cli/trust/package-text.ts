import {
  describeEntry,
  describePerson,
  lookalikes,
  type MaintainerChange,
  type RiskLevel,
  type TrustSignal,
} from '../../../scanners/maintainers/index.ts';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import { type Look, textTable } from '../text-table.ts';
import type { TrustOptions } from '../trust-command.ts';
import { type CurrentRisk, isRecent } from './current-risk.ts';
import type { KnownPackage } from './known-package.ts';

export interface JudgedPackage {
  known: KnownPackage;
  /** The oldest first. */
  changes: readonly MaintainerChange[];
  risk: CurrentRisk;
  now: Date;
  /** Each completes "not known". */
  notKnown: readonly string[];
}

const PEOPLE_SHOWN = 20;
const EARLIER_SHOWN = 10;
const ENTRIES_SHOWN = 30;

/** A package as people read it: the risk first, then why, what was before, the ledger, and what nobody knows. */
export function packageText(
  { known, changes, risk, now, notKnown }: JudgedPackage,
  { days, all = false }: Pick<TrustOptions, 'days' | 'all'>,
  look: Look,
): string {
  const newest = changes.filter(({ level }) => level !== 'info').reverse();
  const recent = newest.filter((change) => isRecent(change, { now, days }));
  const earlier = newest.filter((change) => !recent.includes(change));
  const entries = known.entries.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const shown = all ? entries : entries.slice(0, ENTRIES_SHOWN);
  return `${[
    headOf(known, risk, days),
    part(`Changes of the last ${days} days`, recent, (list) => changesTable(list, look)),
    part(
      `Changes before${more(earlier.length, all ? earlier.length : EARLIER_SHOWN)}`,
      all ? earlier : earlier.slice(0, EARLIER_SHOWN),
      (list) => changesTable(list, look),
    ),
    part(`Ledger, the newest first${more(entries.length, shown.length)}`, shown, (list) =>
      textTable(
        ['when', 'kind', 'what'],
        list.map((entry) => [moment(entry.at), entry.kind, describeEntry(entry)]),
        look,
      ),
    ),
    part('Not known', notKnown, (list) => list.map((line) => `- ${line}`).join('\n')),
  ]
    .filter((text) => text !== '')
    .join('\n\n')}\n`;
}

function headOf(known: KnownPackage, { level, score, change }: CurrentRisk, days: number): string {
  const { name, maintainers = [], repository, versions, created } = known;
  const why =
    change === undefined ? `nothing changed within ${days} days, as far as its document tells` : `${score} of 100`;
  const people = maintainers.slice(0, PEOPLE_SHOWN).map(describePerson).join(', ');
  const others = maintainers.length - PEOPLE_SHOWN;
  const imitating = maintainers.flatMap(({ name: person }) => lookalikes(person) ?? []);
  const lines = [
    `${name}: risk ${level.toUpperCase()} (${why})`,
    `maintainers: ${people || 'not known, its document names none'}${others > 0 ? ` and ${others} more` : ''}`,
    ...imitating.map((warning) => `beware of a name: ${warning}`),
    `source: ${repository === undefined ? 'not known' : `${repository} (as its document says)`}`,
    `versions: ${versions}${created === undefined ? '' : `, the first of ${created.slice(0, 10)}`}`,
  ];
  return lines.map((line) => plainText(line, 1000)).join('\n');
}

function part<T>(title: string, list: readonly T[], text: (list: readonly T[]) => string): string {
  return list.length === 0 ? '' : `${title}\n${text(list)}`;
}

function more(all: number, shown: number): string {
  return all > shown ? ` (${shown} of ${all}; --all shows them)` : '';
}

function changesTable(changes: readonly MaintainerChange[], look: Look): string {
  return textTable(
    ['risk', 'when', 'why'],
    changes.map((change) => [riskText(change), spanOf(change), reasonsText(change.signals)]),
    look,
  );
}

export function riskText({
  level,
  score,
  reverted = false,
}: {
  level: RiskLevel;
  score: number;
  reverted?: boolean;
}): string {
  return `${level} ${score}${reverted ? '\ntaken back' : ''}`;
}

/** One a line, with its points; what weighs nothing is left out. */
export function reasonsText(signals: readonly TrustSignal[], most = 10): string {
  const heavy = signals.filter(({ weight }) => weight > 0);
  const lines = heavy.slice(0, most).map(({ weight, text }) => `${String(weight).padStart(2)}  ${text}`);
  return [...lines, ...(heavy.length > most ? [`    and ${heavy.length - most} more`] : [])].join('\n');
}

function spanOf({ startedAt, lastSignalAt }: MaintainerChange): string {
  const [from, to] = [startedAt.slice(0, 10), lastSignalAt.slice(0, 10)];
  return from === to ? from : `${from}\n${to}`;
}

function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
