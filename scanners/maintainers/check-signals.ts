import { DAY, ESTABLISHED, type FoundSignal, foundSignal } from './found-signal.ts';
import type { Dated, EntryOf } from './order-ledger.ts';
import type { SetHistory } from './people-signals.ts';

const YOUNG_DOMAIN = 30 * DAY;

/** What was found out beyond the registry's document. */
export interface CheckedLedger {
  packageName: string;
  ordered: readonly Dated[];
  /** By version. */
  published: ReadonlyMap<string, EntryOf<'published'>>;
  history: SetHistory;
  isJudged: (entry: { history: boolean }) => boolean;
}

export function checkSignals(ledger: CheckedLedger): FoundSignal[] {
  const of = <Kind extends Dated['kind']>(kind: Kind) =>
    ledger.ordered.filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
  return [
    ...sourceSignals(of('provenance'), ledger),
    ...tagSignals(of('git-tag'), ledger),
    ...domainSignals(of('email-domain'), ledger),
    ...ageSignals(of('dependency-age'), ledger),
  ];
}

/** Provenance tells who built it. That it is from elsewhere is worse than that there is none: it looks as if all were well. */
function sourceSignals(entries: readonly EntryOf<'provenance'>[], ledger: CheckedLedger): FoundSignal[] {
  const found: FoundSignal[] = [];
  let before: EntryOf<'provenance'> | undefined;
  for (const entry of inOrderOfVersions(entries, ledger)) {
    const { version, repository, workflow } = entry;
    if (repository === null) continue;
    if (before !== undefined && isJudgedVersion(version, ledger)) {
      // Upper case and lower case are the same place on GitHub.
      if (before.repository?.toLowerCase() !== repository.toLowerCase()) {
        const text = `${version} was built from ${repository}, ${before.version} from ${before.repository}`;
        found.push(foundSignal('otherSource', entry, { version, text }));
      } else if (workflow !== null && before.workflow !== null && workflow !== before.workflow) {
        const text = `${version} was built by the workflow ${workflow}, ${before.version} by ${before.workflow}`;
        found.push(foundSignal('otherWorkflow', entry, { version, text }));
      }
    }
    before = entry;
  }
  return found;
}

/** Looked for several times: what the last look found counts, from when it was first missed. */
function tagSignals(entries: readonly EntryOf<'git-tag'>[], ledger: CheckedLedger): FoundSignal[] {
  const looks = Map.groupBy(entries, ({ version }) => version);
  const tagged = entries.filter(({ tag }) => tag !== null).map(({ version }) => version);
  const timeOf = (version: string) => ledger.published.get(version)?.time ?? Number.NaN;
  const found: FoundSignal[] = [];
  for (const [version, all] of looks) {
    if (all.at(-1)!.tag !== null || !isJudgedVersion(version, ledger)) continue;
    const earlier = tagged.find((other) => timeOf(other) < timeOf(version));
    if (earlier === undefined) continue;
    const missed = all.slice(all.findLastIndex(({ tag }) => tag !== null) + 1)[0]!;
    const text = `${missed.repository} has no git tag for ${version}, and has one for ${earlier}`;
    found.push(foundSignal('gitTag', missed, { version, text }));
  }
  return found;
}

function domainSignals(entries: readonly EntryOf<'email-domain'>[], ledger: CheckedLedger): FoundSignal[] {
  const found = new Map<string, FoundSignal>();
  for (const entry of entries) {
    const { person, domain, resolves, registeredAt } = entry;
    if (!ledger.isJudged(entry)) continue;
    const registered = registeredAt === null ? Number.NaN : Date.parse(registeredAt);
    // A domain that was registered on the day on which it was first seen may be older by hours.
    const isAfter = registered > ledger.history.firstWithDomain(person, domain) + DAY;
    const isNew = isAfter || registered > entry.time - YOUNG_DOMAIN;
    if (resolves && !isNew) continue;
    const key = `${person} ${domain} ${isNew}`;
    if (found.has(key)) continue;
    const ago = isAfter
      ? 'after the account had been listed with it'
      : `${ageInWords(entry.time - registered)} before it was looked up`;
    const text = isNew
      ? `the domain of ${person}'s e-mail address, ${domain}, was registered on ${registeredAt!.slice(0, 10)}, ${ago}`
      : `the domain of ${person}'s e-mail address, ${domain}, does not resolve`;
    found.set(key, foundSignal(isNew ? 'domainReregistered' : 'domainGone', entry, { people: [person], text }));
  }
  return [...found.values()];
}

function ageSignals(entries: readonly EntryOf<'dependency-age'>[], ledger: CheckedLedger): FoundSignal[] {
  const found: FoundSignal[] = [];
  for (const all of Map.groupBy(entries, ({ version, dependency }) => `${version} ${dependency}`).values()) {
    const [first, last] = [all[0]!, all.at(-1)!];
    const { version, dependency, createdAt } = last;
    if (!isJudgedVersion(version, ledger)) continue;
    const say = (weight: Parameters<typeof foundSignal>[0], words: string) =>
      found.push(foundSignal(weight, first, { version, text: `${version} asks for ${dependency}, ${words}` }));
    if (createdAt === null) {
      say('dependencyUnknown', 'which the registry does not know');
      continue;
    }
    const age = (ledger.published.get(version)?.time ?? first.time) - Date.parse(createdAt);
    if (!(age < ESTABLISHED)) continue;
    const isSibling = ledger.packageName.startsWith('@') && scopeOf(ledger.packageName) === scopeOf(dependency);
    const words = `which had been on the registry for ${ageInWords(age)}`;
    say(isSibling ? 'dependencySibling' : age < 3 * DAY ? 'dependencyDays' : 'dependencyWeeks', words);
  }
  return found;
}

/** Of a version of which the ledger tells no publication nobody knows when it came. */
function isJudgedVersion(version: string, { published, isJudged }: CheckedLedger): boolean {
  const entry = published.get(version);
  return entry !== undefined && isJudged(entry);
}

function inOrderOfVersions<Entry extends { version: string; time: number }>(
  entries: readonly Entry[],
  { published }: CheckedLedger,
): Entry[] {
  const timeOf = ({ version, time }: Entry) => published.get(version)?.time ?? time;
  return [...entries].sort((a, b) => timeOf(a) - timeOf(b));
}

function scopeOf(name: string): string {
  return name.slice(0, name.indexOf('/') + 1);
}

function ageInWords(age: number): string {
  const hours = Math.max(0, Math.floor(age / DAY) === 0 ? Math.floor(age / (DAY / 24)) : 0);
  if (age < DAY) return hours === 1 ? '1 hour' : `${hours} hours`;
  const days = Math.floor(age / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}
