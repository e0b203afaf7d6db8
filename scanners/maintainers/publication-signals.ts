import { DAY, ESTABLISHED, type FoundSignal, foundSignal, listed } from './found-signal.ts';
import type { JudgeOptions } from './maintainer-risk.ts';
import type { EntryOf } from './order-ledger.ts';
import { knownFrom, type SetHistory } from './people-signals.ts';
import { isPrerelease, releaseLine } from './release-line.ts';

type Published = EntryOf<'published'>;

/** What a version is compared with. */
interface Predecessors {
  /** The last of the release line: of the releases of it where it is one, of the prereleases where it is one, if there are such. */
  ofLine?: Published;
  /** The last in time, on any line. */
  inTime?: Published;
}

export interface PublicationHistory {
  /** What came before it. */
  before: (version: string) => Predecessors;
  /** Whether an account published one already; undefined where nobody knows who published. */
  knowsPublisher: (name: string) => boolean | undefined;
  add: (entry: Published) => void;
}

/** `unpublished`: versions that were taken back. They are nothing that a later one could be compared with, least of all its excuse. */
export function createPublicationHistory(unpublished: ReadonlySet<string>): PublicationHistory {
  const ofLine = new Map<string, Published>();
  const publishers = new Set<string>();
  let inTime: Published | undefined;
  return {
    before(version) {
      const line = releaseLine(version);
      const kind = isPrerelease(version);
      return { ofLine: ofLine.get(`${line} ${kind}`) ?? ofLine.get(`${line} ${!kind}`), inTime };
    },
    knowsPublisher: (name) => (publishers.size === 0 ? undefined : publishers.has(name)),
    add(entry) {
      if (entry.publisher) publishers.add(entry.publisher.name);
      if (unpublished.has(entry.version)) return;
      ofLine.set(`${releaseLine(entry.version)} ${isPrerelease(entry.version)}`, entry);
      inTime = entry;
    },
  };
}

interface Surroundings {
  publications: PublicationHistory;
  history: SetHistory;
  options: JudgeOptions;
}

/** What a version tells by how it was published, beside the versions before it. */
export function publicationSignals(entry: Published, surroundings: Surroundings): FoundSignal[] {
  const { version } = entry;
  const { ofLine, inTime } = surroundings.publications.before(version);
  const found: (FoundSignal | undefined)[] = [publisherSignal(entry, surroundings), movedSignal(entry, surroundings)];
  if (ofLine !== undefined) {
    const dropped = DROPS.filter(([, key]) => ofLine[key] === true && entry[key] === false);
    for (const [weight, , words] of dropped)
      found.push(foundSignal(weight, entry, { version, text: `${version} ${words}, ${ofLine.version} has one` }));
  }
  // On a new line, what installing it does is new beside whatever people have.
  const before = ofLine ?? inTime;
  if (before !== undefined) {
    if (before.installScripts === false && entry.installScripts === true) {
      const text = `${version} runs a script when it is installed, ${before.version} ran none`;
      found.push(foundSignal('installScript', entry, { version, text }));
    }
    const bins = before.bins && entry.bins?.filter((bin) => !before.bins?.includes(bin));
    if (bins !== undefined && bins.length > 0) {
      const text = `${version} brings the ${bins.length === 1 ? 'command' : 'commands'} ${listed(bins)}, ${before.version} did not`;
      found.push(foundSignal('bin', entry, { version, text }));
    }
  }
  if (inTime !== undefined && entry.time - inTime.time > 365 * DAY) {
    const days = Math.floor((entry.time - inTime.time) / DAY);
    const text = `${version} was published ${days} days after ${inTime.version}, the version before it`;
    found.push(foundSignal('dormant', entry, { version, text }));
  }
  return found.filter((signal) => signal !== undefined);
}

const DROPS = [
  ['trustedPublishing', 'trustedPublisher', 'has no trusted publisher'],
  ['provenance', 'provenance', 'has no provenance'],
  ['gitHead', 'gitHead', 'has no git commit on record'],
] as const;

/** Whoever takes over an account has its address changed first, so that its owner hears of nothing. */
function movedSignal(entry: Published, { history }: Surroundings): FoundSignal | undefined {
  const publisher = entry.publisher?.name;
  const move = publisher === undefined ? undefined : history.lastMove(publisher);
  if (publisher === undefined || move === undefined || entry.time - move.time > ESTABLISHED) return undefined;
  const { version } = entry;
  const text = `${version} was published by ${publisher}, whose e-mail address had moved from ${move.from} to ${move.to}`;
  return foundSignal('emailPublisher', entry, { version, people: [publisher], text });
}

function publisherSignal(entry: Published, surroundings: Surroundings): FoundSignal | undefined {
  const { version, time } = entry;
  const publisher = entry.publisher?.name;
  // A workflow that publishes in a person's stead is the better way, and no person that could be known.
  if (publisher === undefined || entry.trustedPublisher === true) return undefined;
  if (surroundings.publications.knowsPublisher(publisher) !== false) return undefined;
  const { history, options } = surroundings;
  const others = options.otherPackagesOf(publisher, new Date(time - ESTABLISHED).toISOString());
  const set = history.at(time - ESTABLISHED);
  const isListed = set === undefined || set.some(({ name }) => name === publisher);
  const weight = others > 0 ? 'publisherKnown' : isListed ? 'publisherListed' : 'publisherUnknown';
  const who = isListed ? '' : ', who was no maintainer two weeks before';
  const from = others > 0 ? ` and ${knownFrom(publisher, time, { history, options }).from}` : '';
  const text = `${version} was published by ${publisher}, who published none of its versions before${who}${from}`;
  return foundSignal(weight, entry, { version, people: [publisher], text });
}
