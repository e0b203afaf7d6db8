import { RISK_LEVELS } from '../../../scanners/maintainers/index.ts';
import { plainText } from '../../../scanners/reports/plain-text.ts';
import { type Look, textTable } from '../text-table.ts';
import type { CurrentRisk } from './current-risk.ts';
import type { KnownPackage } from './known-package.ts';
import { reasonsText, riskText } from './package-text.ts';
import { NOT_LOOKED_UP } from './unknowns.ts';

export interface RankedPackage {
  name: string;
  /** Those that the lockfile holds. */
  versions: string[];
  direct: boolean;
  known: KnownPackage;
  risk: CurrentRisk;
}

export interface RankedLockfile {
  path: string;
  format: string;
  /** The riskiest first. */
  packages: RankedPackage[];
}

const REASONS_SHOWN = 5;

export function rankingText(
  lockfiles: readonly RankedLockfile[],
  { days, all = false, failed }: { days: number; all?: boolean; failed: number },
  look: Look,
): string {
  const tables = lockfiles.flatMap(({ path, format, packages }) => {
    const shown = packages.filter(({ risk }) => all || risk.level !== 'info');
    if (shown.length === 0) return [];
    return [`${plainText(path)} (${format})\n${rankingTable(shown, look)}\n`];
  });
  return `${[...tables, summary(lockfiles, { days, failed })].join('\n')}\n`;
}

function rankingTable(packages: readonly RankedPackage[], look: Look): string {
  return textTable(
    ['risk', 'package', 'held', 'last signal', 'why'],
    packages.map(({ name, versions, direct, risk }) => [
      riskText(risk),
      direct ? `${name}\n(direct)` : name,
      versions.map((version) => `${version}${risk.change?.versions.includes(version) ? ' (of it)' : ''}`).join('\n'),
      risk.change?.lastSignalAt.slice(0, 10) ?? '',
      reasonsText(risk.reasons, REASONS_SHOWN),
    ]),
    look,
  );
}

function summary(lockfiles: readonly RankedLockfile[], { days, failed }: { days: number; failed: number }): string {
  const ranked = lockfiles.flatMap((lockfile) => lockfile.packages);
  const packages = new Map(ranked.map((each) => [each.name, each]));
  const of = (level: string) => [...packages.values()].filter(({ risk }) => risk.level === level).length;
  const counts = RISK_LEVELS.filter((level) => level !== 'info' && of(level) > 0)
    .reverse()
    .map((level) => `${of(level)} ${level}`);
  const silent = [...packages.values()].filter(({ known }) => isSilent(known)).length;
  const held = ranked.filter(
    ({ versions, risk }) => risk.level !== 'info' && versions.some((each) => risk.change?.versions.includes(each)),
  ).length;
  const lines = [
    `${count(packages.size, 'package')} of ${count(lockfiles.length, 'lockfile')}, changes of the last ${days} days: ${counts.join(', ') || 'no risk'}${failed === 0 ? '' : `; incomplete: ${count(failed, 'error')}`}`,
    ...(held === 0 ? [] : [`"(of it)": the version that is held was published in the change (${held} of them)`]),
    ...(silent === 0
      ? []
      : [
          `of ${count(silent, 'package')} the registry names neither maintainers nor publishers: who publishes them is not known`,
        ]),
    `Not known: ${NOT_LOOKED_UP}`,
  ];
  return lines.map((line) => plainText(line, 1000)).join('\n');
}

function isSilent({ maintainers, entries }: KnownPackage): boolean {
  return (
    maintainers === undefined &&
    !entries.some((entry) => entry.kind === 'maintainers' || (entry.kind === 'published' && entry.publisher))
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
