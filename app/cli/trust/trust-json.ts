import type { LedgerEntry, MaintainerChange, Person } from '../../../scanners/maintainers/index.ts';
import type { ScanFailure } from '../../../scanners/reports/index.ts';
import { safeJson } from '../../../scanners/reports/safe-json.ts';
import { VERSION } from '../version.ts';
import type { JudgedPackage } from './package-text.ts';
import type { RankedLockfile } from './ranking-text.ts';
import { NOT_LOOKED_UP, unknownsOf } from './unknowns.ts';

/** Within `version` 1, keys are only added. Strings come from registries as they are. */
function head(now: Date) {
  return { version: 1, tool: { name: 'Lockkeeper', version: VERSION }, generatedAt: now.toISOString() };
}

export function packageJson(
  { known, changes, risk, now, notKnown }: JudgedPackage,
  { days }: { days: number },
): string {
  const { name, maintainers, repository, versions, created, entries } = known;
  const { level, score, reasons } = risk;
  return safeJson({
    ...head(now),
    package: name,
    risk: { level, score, days, reasons },
    maintainers: maintainers?.map(shownPerson) ?? null,
    repository: repository ?? null,
    versions,
    created: created ?? null,
    changes: changes.map(shownChange),
    ledger: entries.map(shownEntry),
    notKnown,
  });
}

export interface RankingToWrite {
  lockfiles: readonly RankedLockfile[];
  failures: readonly ScanFailure[];
  now: Date;
  days: number;
}

export function rankingJson({ lockfiles, failures, now, days }: RankingToWrite): string {
  return safeJson({
    ...head(now),
    days,
    lockfiles: lockfiles.map(({ path, format, packages }) => ({
      path,
      format,
      packages: packages.map(({ name, versions, direct, known, risk }) => ({
        name,
        versions,
        direct,
        risk: { level: risk.level, score: risk.score, reasons: risk.reasons },
        change: risk.change === undefined ? null : shownChange(risk.change),
        notKnown: unknownsOf(known),
      })),
    })),
    notKnown: [NOT_LOOKED_UP],
    errors: failures,
  });
}

/** The mark of an address means nothing outside this process. */
function shownPerson({ name, email }: Person) {
  return { name, emailDomain: email?.domain ?? null };
}

function shownChange({ maintainers, packageName: _, ...change }: MaintainerChange) {
  if (maintainers === undefined) return change;
  const { before, after } = maintainers;
  return { ...change, maintainers: { before: before.map(shownPerson), after: after.map(shownPerson) } };
}

function shownEntry({ history: _, seenAt: __, ...entry }: LedgerEntry): object {
  switch (entry.kind) {
    case 'baseline':
      return { ...entry, maintainers: entry.maintainers?.map(shownPerson) ?? null };
    case 'maintainers':
      return { ...entry, before: entry.before?.map(shownPerson) ?? null, after: entry.after.map(shownPerson) };
    case 'published': {
      const { publisher, maintainers } = entry;
      return {
        ...entry,
        publisher: publisher && shownPerson(publisher),
        maintainers: maintainers?.map(shownPerson),
      };
    }
    default:
      return entry;
  }
}
