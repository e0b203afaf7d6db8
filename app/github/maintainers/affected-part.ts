import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import { table, tableRow } from '../dashboard/fit-lines.ts';
import { codeSpan } from '../markdown.ts';
import type { ReportedChange, ReportedHolder } from './report-facts.ts';

const BYTES = 8000;
const MANY = 6;

/** Which of our lockfiles hold the package, in which versions, and why: those that ask for it themselves first. */
export function affectedPart({ holders, versions }: ReportedChange): string {
  if (holders.length === 0) return '';
  const changed = new Set(versions);
  const places = [...Map.groupBy(holders, placeOf).values()].sort(directFirst);
  const several = new Set(holders.map(({ repository }) => repository)).size > 1;
  const rows = places.map((place) => {
    const { repository, lockfilePath } = place[0]!;
    const where = escapeMarkdown(lockfilePath, 200);
    const cells = [where, versionsOf(place, changed), needOf(place)];
    return tableRow(several ? [escapeMarkdown(repository, 150), ...cells] : cells);
  });
  const head = ['Lockfile', 'Holds', 'How'];
  return [`${sentence(holders, places, changed)}`, table(several ? ['Repository', ...head] : head, rows, BYTES)].join(
    '\n\n',
  );
}

function sentence(
  holders: readonly ReportedHolder[],
  places: readonly ReportedHolder[][],
  changed: ReadonlySet<string>,
): string {
  const repositories = new Set(holders.map(({ repository }) => repository));
  const [first] = repositories;
  const where = repositories.size === 1 ? escapeMarkdown(first!, 150) : `${repositories.size} repositories`;
  const lockfiles = places.length === 1 ? 'One lockfile' : `${places.length} lockfiles`;
  const hit = places.filter((place) => place.some(({ version }) => changed.has(version))).length;
  const held =
    changed.size === 0
      ? ''
      : hit === 0
        ? `, ${places.length === 1 ? 'not' : 'none of them'} in a version that was published in this change`
        : `, **${hit === places.length ? (hit === 1 ? 'in a version that was' : 'all of them in versions that were') : `${hit} of them in a version that was`} published in this change**`;
  return `${lockfiles} of ${where} ${places.length === 1 ? 'holds' : 'hold'} it${held}.`;
}

function placeOf({ repository, lockfilePath }: ReportedHolder): string {
  return JSON.stringify([repository, lockfilePath]);
}

function versionsOf(place: readonly ReportedHolder[], changed: ReadonlySet<string>): string {
  const versions = [...new Set(place.map(({ version }) => version))];
  const shown = versions.slice(0, MANY).map((version) => {
    const name = codeSpan(version, 60);
    return changed.has(version) ? `**${name}** (of this change)` : name;
  });
  return `${shown.join(', ')}${versions.length > MANY ? ` and ${versions.length - MANY} more` : ''}`;
}

function needOf(place: readonly ReportedHolder[]): string {
  if (place.some(({ direct }) => direct)) return '**direct**';
  const [shortest] = place.map(({ path }) => path).sort((a, b) => a.length - b.length);
  if (shortest === undefined || shortest.length === 0) return 'transitive';
  return `transitive, by ${escapeMarkdown(shortest.join(' > '), 200)}`;
}

function directFirst(a: readonly ReportedHolder[], b: readonly ReportedHolder[]): number {
  const direct = (place: readonly ReportedHolder[]) => Number(place.some((one) => one.direct));
  return direct(b) - direct(a) || (placeOf(a[0]!) < placeOf(b[0]!) ? -1 : 1);
}
