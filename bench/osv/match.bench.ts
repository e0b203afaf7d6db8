import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Osv } from '@renovatebot/osv-offline-db';
import semver from 'semver';
import type { Advisory, PackageVersion } from '../../scanners/osv/index.ts';
import { createMatcher, openLocalSource } from '../../scanners/osv/index.ts';
import type { BenchRow } from '../bench-row.ts';
import { packageCount, packageName, syntheticAdvisories } from './synthetic-advisories.ts';

const ADVISORIES = 220_000;
const PACKAGES = 5_000;
/** One package in eight has advisories: far more than in real lockfiles, so that there is something to compare. */
const NAMED = 8;
const ROUNDS = 15;

type Peer = Awaited<ReturnType<typeof openPeer>>;

/**
 * Lockfiles of 5,000 packages against 220,000 advisories: the best of several lockfiles, each with packages that
 * neither side was asked about before. The peer finds records by package name only and its time is that of its
 * queries alone; ours decides about the versions too.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-bench-'));
  try {
    const path = join(folder, 'npm.nedb');
    await pipeline(Readable.from(linesOf(syntheticAdvisories(ADVISORIES))), createWriteStream(path));
    const lockfiles = Array.from({ length: ROUNDS }, (_, round) => makeLockfile(round));

    const loading = performance.now();
    const matcher = createMatcher(await readAll(path));
    const loaded = performance.now() - loading;
    collectGarbage();
    const ours: Timed<Advisory[][]>[] = [];
    for (const packages of lockfiles) {
      ours.push(await time(async () => packages.map(({ name, version }) => matcher.match(name, version))));
    }

    const peer = await openPeer(folder);
    const peerLoading = performance.now();
    await peer.query('npm', packageName(1));
    const peerLoaded = performance.now() - peerLoading;
    collectGarbage();
    const theirs: Timed<Osv.Vulnerability[][]>[] = [];
    for (const packages of lockfiles) theirs.push(await time(() => queryAll(peer, packages)));

    const found = lockfiles.map((packages, round) => checkSame(packages, ours[round]!.result, theirs[round]!.result));
    const name = '@renovatebot/osv-offline-db';
    return [
      {
        what: `match ${PACKAGES} packages with ${ADVISORIES} advisories (${found[0]} findings, the same)`,
        ours: best(ours),
        peer: name,
        theirs: best(theirs),
        unit: 'ms',
        ratio: best(theirs) / best(ours),
        bound: 20,
        better: 'higher',
      },
      {
        what: `read and index ${ADVISORIES} advisories from a file`,
        ours: loaded,
        peer: name,
        theirs: peerLoaded,
        unit: 'ms',
        ratio: loaded / peerLoaded,
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

function* linesOf(texts: Iterable<string>): Generator<string> {
  for (const text of texts) yield `${text}\n`;
}

function makeLockfile(round: number): PackageVersion[] {
  const step = Math.floor(packageCount(ADVISORIES) / PACKAGES);
  return Array.from({ length: PACKAGES }, (_, index) => ({
    name: index % NAMED === 0 ? packageName(index * step + round) : `clean-package-${index}`,
    version: `${index % 7}.${index % 19}.${index % 11}`,
  }));
}

async function readAll(path: string): Promise<Advisory[]> {
  const all: Advisory[] = [];
  for await (const { advisories, problems } of openLocalSource({ path }).read({ packages: () => [] })) {
    all.push(...advisories);
    if (problems.length > 0) throw new Error(`a synthetic record has a problem: ${problems[0]!.message}`);
  }
  return all;
}

/** The peer takes its folder from the environment when it is imported. */
async function openPeer(folder: string) {
  process.env.OSV_OFFLINE_ROOT_DIR = folder;
  const { OsvOfflineDb } = await import('@renovatebot/osv-offline-db');
  return OsvOfflineDb.create();
}

async function queryAll(peer: Peer, packages: PackageVersion[]): Promise<Osv.Vulnerability[][]> {
  const found: Osv.Vulnerability[][] = [];
  for (const { name } of packages) found.push(await peer.query('npm', name));
  return found;
}

/** What loading left behind is not part of matching. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

interface Timed<Result> {
  milliseconds: number;
  result: Result;
}

async function time<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const start = performance.now();
  const result = await work();
  return { milliseconds: performance.now() - start, result };
}

/** The least that other work on the machine disturbed. */
function best(timed: Timed<unknown>[]): number {
  return Math.min(...timed.map(({ milliseconds }) => milliseconds));
}

/** Compares the versions for the peer, by the semver package, and the two answers with each other. */
function checkSame(packages: PackageVersion[], ours: Advisory[][], theirs: Osv.Vulnerability[][]): number {
  let found = 0;
  for (const [index, { name, version }] of packages.entries()) {
    const expected = theirs[index]!.filter((record) => isAffectedBy(record, name, version)).map(({ id }) => id);
    const got = ours[index]!.map(({ id }) => id);
    if (got.sort().join() !== expected.sort().join()) {
      throw new Error(`${name}@${version}: ours ${got.join()}, theirs ${expected.join()}`);
    }
    found += got.length;
  }
  if (found === 0) throw new Error('nothing was found, so nothing was compared');
  return found;
}

/** Good enough for the synthetic records, whose events are in order. */
function isAffectedBy(record: Osv.Vulnerability, name: string, version: string): boolean {
  return (record.affected ?? []).some((affected) => {
    if (affected.package?.name !== name) return false;
    if (affected.versions?.includes(version)) return true;
    return (affected.ranges ?? []).some(({ events }) => {
      let inside = false;
      for (const event of events as { introduced?: string; fixed?: string; last_affected?: string }[]) {
        if (event.introduced) inside = event.introduced === '0' || semver.gte(version, event.introduced);
        else if (event.fixed) inside &&= semver.lt(version, event.fixed);
        else if (event.last_affected) inside &&= semver.lte(version, event.last_affected);
      }
      return inside;
    });
  });
}
