import { isVersion } from '../osv/version-precedence.ts';
import type { MarkEmail } from './ledger-entry.ts';
import { isObject, own } from './own-field.ts';
import type { PackageSnapshot, SnapshotVersion } from './package-snapshot.ts';
import { binsOf, createKeepList, installScriptsOf, type KeepList } from './publish-signals-of.ts';
import { createNamesReader, type NamesReader } from './read-names.ts';
import { createPeopleReader, type PeopleReader } from './read-people.ts';
import { repositoryAddress } from './repository-address.ts';
import { SnapshotError } from './snapshot-error.ts';

const MOST_VERSIONS = 50_000;
const MOST_TAGS = 1_000;
const LONGEST_TAG = 214;
const LONGEST_NOTICE = 500;
/** What a database and ISO 8601 with four digits can hold, and a registry can have seen. */
const [EARLIEST, LATEST] = [Date.UTC(1995, 0), Date.UTC(9000, 0)];

/**
 * A registry's full document of a package, cut down to what trust is judged by. Tolerant: what is not what it should be is left out,
 * which says that it is unknown. E-mail addresses leave here as marks alone.
 * @throws SnapshotError where it is no document of this package at all
 */
export function readSnapshot(name: string, packument: unknown, markEmail: MarkEmail): PackageSnapshot {
  const versions = own(packument, 'versions');
  const time = own(packument, 'time');
  checkIsDocument(name, packument, isObject(versions) || isObject(time));
  const readers = { people: createPeopleReader(markEmail), names: createNamesReader(), keep: createKeepList() };
  const moments: { at: number; version: SnapshotVersion }[] = [];
  for (const key of isObject(versions) ? Object.keys(versions) : []) {
    if (moments.length >= MOST_VERSIONS) break;
    const manifest = own(versions, key);
    if (!isObject(manifest) || !isVersion(key)) continue;
    const at = momentOf(own(time, key));
    // Nobody knows when: before all others, where it is compared with least.
    moments.push({ at: at ?? 0, version: readVersion(key, manifest, { at, readers }) });
  }
  moments.sort((a, b) => a.at - b.at);
  const first = moments.find(({ at }) => at !== 0)?.at;
  const created = momentOf(own(time, 'created'));
  return {
    name,
    maintainers: readers.people.people(own(packument, 'maintainers')),
    versions: moments.map(({ version }) => version),
    removed: removedOf(time, versions),
    distTags: distTagsOf(own(packument, 'dist-tags')),
    modified: isoOf(momentOf(own(time, 'modified'))),
    created: isoOf(created === undefined || first === undefined ? (created ?? first) : Math.min(created, first)),
    repository: repositoryOf(packument, versions),
  };
}

interface Readers {
  people: PeopleReader;
  names: NamesReader;
  keep: KeepList;
}

function readVersion(
  version: string,
  manifest: object,
  { at, readers }: { at: number | undefined; readers: Readers },
): SnapshotVersion {
  const user = own(manifest, '_npmUser');
  const publisher = readers.people.person(user);
  // A registry that records who published leaves out what is not so; another one may leave out anything.
  const recorded = publisher !== undefined;
  const otherwise = recorded ? false : undefined;
  return {
    version,
    publishedAt: isoOf(at),
    deprecated: noticeOf(own(manifest, 'deprecated')),
    publisher,
    maintainers: readers.people.people(own(manifest, 'maintainers')),
    trustedPublisher: recorded ? isObject(own(user, 'trustedPublisher')) : undefined,
    provenance: isObject(own(own(manifest, 'dist'), 'attestations')) ? true : otherwise,
    installScripts: installScriptsOf(manifest) ?? otherwise,
    bins: binsOf(manifest, recorded, readers.keep),
    gitHead: typeof own(manifest, 'gitHead') === 'string' ? true : otherwise,
    dependencies: readers.names(own(manifest, 'dependencies'), own(manifest, 'optionalDependencies')),
  };
}

function checkIsDocument(name: string, packument: unknown, hasParts: boolean): void {
  const found = own(packument, 'name');
  if (hasParts && (found === undefined || found === name)) return;
  const what = found === undefined ? 'something else' : `what is called ${JSON.stringify(found)?.slice(0, 100)}`;
  throw new SnapshotError(
    `${name}: expected its document, with versions and times, found ${what}. Ask another registry for it, or this one later.`,
  );
}

function momentOf(time: unknown): number | undefined {
  if (typeof time !== 'string' || time.length > 40) return undefined;
  const at = Date.parse(time);
  return at >= EARLIEST && at < LATEST ? at : undefined;
}

function isoOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** An empty notice takes a deprecation back; some registries write `true`. */
function noticeOf(deprecated: unknown): string | undefined {
  if (deprecated === true) return 'deprecated';
  return typeof deprecated === 'string' && deprecated !== '' ? deprecated.slice(0, LONGEST_NOTICE) : undefined;
}

function removedOf(time: unknown, versions: unknown): { version: string; publishedAt?: string }[] {
  const removed = new Map<string, string | undefined>();
  const gone = own(own(time, 'unpublished'), 'versions');
  const all = [...(isObject(time) ? Object.keys(time) : []), ...(Array.isArray(gone) ? gone : [])];
  for (const version of all) {
    if (removed.size >= MOST_VERSIONS) break;
    if (typeof version !== 'string' || own(versions, version) !== undefined || !isVersion(version)) continue;
    removed.set(version, removed.get(version) ?? isoOf(momentOf(own(time, version))));
  }
  return [...removed].map(([version, publishedAt]) => ({ version, publishedAt }));
}

function distTagsOf(tags: unknown): Record<string, string> {
  const all = isObject(tags) ? Object.entries(tags).slice(0, MOST_TAGS) : [];
  return Object.fromEntries(
    all.filter(([tag, version]) => tag.length <= LONGEST_TAG && typeof version === 'string' && isVersion(version)),
  );
}

function repositoryOf(packument: unknown, versions: unknown): string | undefined {
  const atTop = repositoryAddress(own(packument, 'repository'));
  const latest = own(own(packument, 'dist-tags'), 'latest');
  return (
    atTop ?? (typeof latest === 'string' ? repositoryAddress(own(own(versions, latest), 'repository')) : undefined)
  );
}
