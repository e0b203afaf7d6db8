import { valid } from 'semver';
import {
  createKeepList,
  isObject,
  type KeepList,
  own,
  publishSignalsOf,
  repositoryAddress,
} from '../../scanners/maintainers/index.ts';
import type { PackageDocument, VersionDocument } from '../../scanners/updates/index.ts';
import { RegistryError } from './registry-error.ts';

const MOST_VERSIONS = 50_000;
const MOST_DEPENDENCIES = 5_000;
const LONGEST_NOTICE = 500;
const LONGEST_RANGE = 1_000;

/**
 * A registry's full document of a package, cut down to what planning needs. Tolerant: a version or a field that is not what it should
 * be is left out, the rest stands.
 * @throws RegistryError `format`, where it is no document of this package at all.
 */
export function cutPackageDocument(name: string, packument: unknown): PackageDocument {
  const versions = own(packument, 'versions');
  const found = own(packument, 'name');
  if (!isObject(packument) || (found !== undefined && found !== name)) {
    const what = isObject(packument) ? `the document of ${JSON.stringify(found).slice(0, 100)}` : 'something else';
    throw new RegistryError('format', `${name}: expected its package document from the registry, found ${what}.`);
  }
  const time = own(packument, 'time');
  const cut = new Map<string, VersionDocument>();
  const keep = createKeepList();
  // A package of which all versions were taken back has none of these.
  for (const version of isObject(versions) ? Object.keys(versions) : []) {
    if (cut.size >= MOST_VERSIONS) break;
    const manifest = own(versions, version);
    // Old releases can carry versions that npm itself does not read any more.
    if (isObject(manifest) && valid(version, { loose: true }) !== null)
      cut.set(version, cutVersion(version, { manifest, time, keep }));
  }
  const tagged = own(own(packument, 'dist-tags'), 'latest');
  const latest = typeof tagged === 'string' && cut.has(tagged) ? tagged : undefined;
  const newest = latest === undefined ? undefined : own(own(versions, latest), 'repository');
  const repository = repositoryAddress(own(packument, 'repository')) ?? repositoryAddress(newest);
  return { name, versions: cut, latest, repository };
}

interface Uncut {
  manifest: object;
  time: unknown;
  keep: KeepList;
}

function cutVersion(version: string, { manifest, time, keep }: Uncut): VersionDocument {
  const publishedAt = own(time, version);
  return {
    version,
    dependencies: rangesOf(own(manifest, 'dependencies')),
    optionalDependencies: rangesOf(own(manifest, 'optionalDependencies')),
    peerDependencies: rangesOf(own(manifest, 'peerDependencies')),
    deprecated: noticeOf(own(manifest, 'deprecated')),
    publishedAt: typeof publishedAt === 'string' && !Number.isNaN(Date.parse(publishedAt)) ? publishedAt : undefined,
    signals: publishSignalsOf(manifest, keep),
  };
}

/** Most versions of most packages ask for nothing in most lists. */
const NONE: Readonly<Record<string, string>> = Object.freeze({});

function rangesOf(list: unknown): Readonly<Record<string, string>> {
  if (!isObject(list)) return NONE;
  const ranges = Object.entries(list)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= LONGEST_RANGE)
    .slice(0, MOST_DEPENDENCIES);
  return ranges.length === 0 ? NONE : Object.fromEntries(ranges);
}

/** An empty notice takes a deprecation back; some registries write `true`. */
function noticeOf(deprecated: unknown): string | undefined {
  if (deprecated === true) return 'deprecated';
  return typeof deprecated === 'string' && deprecated !== '' ? deprecated.slice(0, LONGEST_NOTICE) : undefined;
}
