import { DAY, MINUTE } from './found-signal.ts';
import type { LedgerEntry, Person } from './ledger-entry.ts';
import { type Dated, type EntryOf, orderLedger } from './order-ledger.ts';
import { createPublicationHistory } from './publication-signals.ts';
import { isPrerelease } from './release-line.ts';
import type { KnownTag } from './tag-names.ts';

/** Something about a package that its document does not say and its ledger does not yet. */
export type LedgerQuestion =
  /** `compare`: an earlier version of which it is to be found out too, to compare with. */
  | { kind: 'provenance'; version: string; compare?: string }
  /** `like`: the last tag that was found, which says how tags are written there. */
  | { kind: 'git-tag'; version: string; compare?: string; like?: KnownTag }
  | { kind: 'dependency-age'; version: string; dependency: string }
  | { kind: 'email-domain'; person: string; domain: string };

export type LedgerCheck = LedgerQuestion & {
  /** When it is to be looked at, as long as nothing is found: milliseconds, the first one first. After the last it stays unknown. */
  looks: readonly number[];
};

const HOUR = 60 * MINUTE;
/** A registry's other services, and other people's servers, can be behind, or away. */
const LOOKS = [0, 30 * MINUTE, 2 * HOUR, DAY];
/** Many tag a version only once it is published. */
const TAG_AFTER = 30 * MINUTE;
const TAG_LOOKS = [0, 2 * HOUR, DAY];
/** A version that asks for more new packages than this is strange enough without their ages. */
const MOST_DEPENDENCIES = 50;
const DOMAIN_KNOWN = 30 * DAY;

/** What is to be looked up of the versions and people that came since the package was first seen. */
export function ledgerChecks(entries: readonly LedgerEntry[]): LedgerCheck[] {
  const ordered = orderLedger(entries);
  const ledger = { ordered, versions: standingVersions(ordered) };
  return [...provenanceChecks(ledger), ...dependencyChecks(ledger), ...tagChecks(ledger), ...domainChecks(ledger)];
}

/** What is to be looked at now, of what was to be looked at since. Each look counts once, whatever it found. */
export function isDue({ looks }: LedgerCheck, since: number, now: number): boolean {
  return looks.some((look) => look >= since && look <= now);
}

/** When any of them is to be looked at next. */
export function nextLook(checks: readonly LedgerCheck[], after: number): number | null {
  const later = checks.flatMap(({ looks }) => looks.filter((look) => look > after));
  return later.length === 0 ? null : Math.min(...later);
}

interface CheckedLedger {
  ordered: readonly Dated[];
  /** Publications in the order of time, each version once, without those that were taken back. */
  versions: readonly EntryOf<'published'>[];
}

function provenanceChecks(ledger: CheckedLedger): LedgerCheck[] {
  const known = new Map(entriesOf(ledger, 'provenance').map((entry) => [entry.version, entry.repository]));
  const claiming = ledger.versions.filter(({ provenance }) => provenance === true);
  return claiming.flatMap((entry, at): LedgerCheck[] => {
    const { version } = entry;
    if (entry.history || (known.get(version) ?? null) !== null) return [];
    const earlier = claiming.slice(0, at).map((each) => each.version);
    return [{ kind: 'provenance', version, ...compared(earlier, known), looks: looksFrom(entry) }];
  });
}

/** Of releases alone: most prereleases are built by a machine at every change, and tagged by nobody. */
function tagChecks(ledger: CheckedLedger): LedgerCheck[] {
  const entries = entriesOf(ledger, 'git-tag');
  const known = new Map(entries.map(({ version, tag }) => [version, tag]));
  const last = entries.findLast(({ tag }) => tag !== null);
  const like = last === undefined ? {} : { like: { version: last.version, tag: last.tag! } };
  const releases = ledger.versions.filter(({ version }) => !isPrerelease(version));
  return releases.flatMap((entry, at): LedgerCheck[] => {
    const { version, time } = entry;
    if (entry.history || (known.get(version) ?? null) !== null) return [];
    const first = Math.max(Date.parse(entry.seenAt), time + TAG_AFTER);
    const earlier = releases.slice(0, at).map((each) => each.version);
    const looks = TAG_LOOKS.map((after) => first + after);
    return [{ kind: 'git-tag', version, ...compared(earlier, known), ...like, looks }];
  });
}

/** The last of them, where nothing is known yet of any that could be compared with. */
function compared(earlier: readonly string[], known: ReadonlyMap<string, string | null>): { compare?: string } {
  const last = earlier.at(-1);
  const isKnown = earlier.some((version) => (known.get(version) ?? null) !== null);
  return last === undefined || isKnown || known.has(last) ? {} : { compare: last };
}

/** What a version asks for and the one before it did not. Where nobody knows what that asked for, there is nothing to tell. */
function dependencyChecks(ledger: CheckedLedger): LedgerCheck[] {
  const known = new Map(
    entriesOf(ledger, 'dependency-age').map((entry) => [`${entry.version} ${entry.dependency}`, entry.createdAt]),
  );
  const history = createPublicationHistory(new Set());
  const checks: LedgerCheck[] = [];
  for (const entry of ledger.versions) {
    const { version, dependencies = [] } = entry;
    const { ofLine, inTime } = history.before(version);
    const before = ofLine?.dependencies ?? inTime?.dependencies;
    history.add(entry);
    if (entry.history || before === undefined) continue;
    const had = new Set(before);
    const added = dependencies.filter((name) => !had.has(name)).slice(0, MOST_DEPENDENCIES);
    for (const dependency of added) {
      if ((known.get(`${version} ${dependency}`) ?? null) !== null) continue;
      checks.push({ kind: 'dependency-age', version, dependency, looks: looksFrom(entry) });
    }
  }
  return checks;
}

/** Of those who came, or whose address moved, and of those who publish: an abandoned domain is bought to become who once had it. */
function domainChecks(ledger: CheckedLedger): LedgerCheck[] {
  const checks = new Map<string, LedgerCheck>();
  const known = entriesOf(ledger, 'email-domain');
  for (const entry of ledger.ordered) {
    if (entry.history) continue;
    for (const { name: person, email } of peopleToCheck(entry)) {
      const domain = email?.domain;
      if (!domain) continue;
      const seen = Date.parse(entry.seenAt);
      const isKnown = known.some(
        (each) => each.person === person && each.domain === domain && Date.parse(each.seenAt) > seen - DOMAIN_KNOWN,
      );
      if (!isKnown)
        checks.set(`${domain} ${person}`, { kind: 'email-domain', person, domain, looks: looksFrom(entry) });
    }
  }
  return [...checks.values()];
}

function peopleToCheck(entry: Dated): readonly Person[] {
  if (entry.kind === 'published') return entry.publisher === undefined ? [] : [entry.publisher];
  if (entry.kind !== 'maintainers' || entry.before === undefined) return [];
  const before = new Set(entry.before.map(({ name, email }) => `${email?.domain} ${name}`));
  return entry.after.filter(({ name, email }) => !before.has(`${email?.domain} ${name}`));
}

function looksFrom({ seenAt }: Dated): number[] {
  return LOOKS.map((after) => Date.parse(seenAt) + after);
}

function entriesOf<Kind extends Dated['kind']>({ ordered }: CheckedLedger, kind: Kind): EntryOf<Kind>[] {
  return ordered.filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
}

function standingVersions(ordered: readonly Dated[]): EntryOf<'published'>[] {
  const gone = new Set(ordered.filter((entry) => entry.kind === 'unpublished').map(({ version }) => version));
  const versions = new Map<string, EntryOf<'published'>>();
  for (const entry of ordered)
    if (entry.kind === 'published' && !gone.has(entry.version) && !versions.has(entry.version))
      versions.set(entry.version, entry);
  return [...versions.values()];
}
