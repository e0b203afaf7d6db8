import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  judgeLedger,
  type LedgerEntry,
  type MaintainerChange,
  type MarkEmail,
  type PackageSnapshot,
  RISK_LEVELS,
  type RiskLevel,
  readHistory,
  readSnapshot,
} from '../../scanners/maintainers/index.ts';

/** Full documents of 30 packages, which nobody here wrote; they are not part of the repository. */
export const PACKUMENTS = join(import.meta.dirname, '../../../shared/data/packuments');

export const markEmail: MarkEmail = (address) => ({
  mark: createHash('sha256').update(address).digest('hex'),
  domain: address.includes('@') ? address.slice(address.lastIndexOf('@') + 1) : null,
});

export interface Replayed {
  snapshot: PackageSnapshot;
  entries: LedgerEntry[];
  changes: MaintainerChange[];
  years: number;
}

const YEAR = 365.25 * 24 * 60 * 60 * 1000;
const FIFTEEN_MINUTES = 15 * 60 * 1000;

/**
 * The whole past of every document, judged as if it had been watched from the first version on. Each is the inventory of the others: an
 * account is known by what it had published elsewhere before. Git tags, domains and ages of dependencies are not in the documents.
 */
export function replay(folder = PACKUMENTS): Replayed[] {
  const snapshots = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'truth.json')
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
    .map((packument) => readSnapshot(packument.name, packument, markEmail));
  const seenAt = new Date('2026-01-01T00:00:00Z');
  const ledgers = snapshots.map((snapshot) => ({ snapshot, entries: readHistory(snapshot, { seenAt }) }));
  const published = snapshots.flatMap(({ name, versions }) =>
    versions.map(({ version, publishedAt, publisher }) => ({
      packageName: name,
      version,
      at: publishedAt ?? '',
      publisher: publisher?.name,
    })),
  );
  return ledgers.map(({ snapshot, entries }) => {
    const others = published.filter(({ packageName }) => packageName !== snapshot.name);
    const changes = judgeLedger(snapshot.name, entries, {
      now: seenAt,
      history: true,
      otherPackagesOf: (person, before) =>
        new Set(
          others.filter(({ publisher, at }) => publisher === person && at < before).map((each) => each.packageName),
        ).size,
      publishedAround: ({ publisher, at }) =>
        others.filter(
          (each) =>
            ((publisher !== undefined && each.publisher === publisher) || isOfScope(each.packageName, snapshot.name)) &&
            Math.abs(Date.parse(each.at) - Date.parse(at)) <= FIFTEEN_MINUTES,
        ),
    });
    const times = snapshot.versions.flatMap(({ publishedAt }) => (publishedAt ? [Date.parse(publishedAt)] : []));
    return { snapshot, entries, changes, years: (times.at(-1)! - times[0]!) / YEAR };
  });
}

export interface NoiseRow {
  level: RiskLevel;
  changes: number;
  /** After those that are about the same people on the same day were told together. */
  told: number;
  /** `told`, per 1,000 packages and year, and for a repository of 1,500 packages per month. */
  perYear: number;
  perMonth: number;
}

/** What people would have been told at each level, as the least that they want to hear of. */
export function noiseOf(replayed: readonly Replayed[]): NoiseRow[] {
  const years = replayed.reduce((sum, each) => sum + each.years, 0);
  const all = replayed.flatMap(({ changes }) => changes);
  return RISK_LEVELS.map((level) => {
    const changes = all.filter((change) => RISK_LEVELS.indexOf(change.level) >= RISK_LEVELS.indexOf(level));
    const told = new Set(changes.map(groupOf)).size;
    const perYear = (told / years) * 1000;
    return { level, changes: changes.length, told, perYear, perMonth: (perYear * 1.5) / 12 };
  });
}

function groupOf({ startedAt, signals, packageName }: MaintainerChange): string {
  const people = signals.filter(({ weight }) => weight > 0).flatMap(({ people: who }) => who ?? []);
  return `${startedAt.slice(0, 10)} ${people.length === 0 ? packageName : [...new Set(people)].sort().join(' ')}`;
}

function isOfScope(name: string, other: string): boolean {
  return name.startsWith('@') && name.split('/')[0] === other.split('/')[0];
}
