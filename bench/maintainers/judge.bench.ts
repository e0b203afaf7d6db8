import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMarkEmail } from '../../app/registry/mark-email.ts';
import {
  compareSnapshots,
  type JudgeContext,
  judgeLedger,
  type LedgerEntry,
  readHistory,
  readSnapshot,
  type SeenSnapshot,
  toSeen,
} from '../../scanners/maintainers/index.ts';
import { PACKUMENTS } from '../../test/maintainers/replay.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../db/median.ts';
import { printWhenAlone } from '../db/print-when-alone.ts';
import { syntheticPackument, versionsOf } from './synthetic-packuments.ts';

const PACKAGES = 10_000;
/** Timed together: one package alone takes less than the clock tells. */
const BATCH = 100;
const ROUNDS = 3;

const markEmail = createMarkEmail('ab'.repeat(32));
const now = new Date('2026-11-25T08:00:00Z');
const context: JudgeContext = { now, otherPackagesOf: (person) => person.length % 3, publishedAround: () => [] };

/**
 * Packages of which each has one version more than when it was seen last: their documents cut down to snapshots, compared with what is
 * remembered, and the ledgers judged with all their past. Beside it what it takes to parse the very documents as JSON. Every package has
 * something new here; in a real hour one of a hundred does, and the documents of the others are not even sent.
 */
export async function run(): Promise<BenchRow[]> {
  const made = measure(PACKAGES, (index) => JSON.stringify(syntheticPackument(index, versionsOf(index))));
  const rows = [
    rowOf(`read, compare and judge a package: ${PACKAGES.toLocaleString('en-GB')} made-up documents`, made),
  ];
  if (!existsSync(PACKUMENTS)) return rows;
  const real = readdirSync(PACKUMENTS)
    .filter((file) => file.endsWith('.json') && file !== 'truth.json')
    .map((file) => readFileSync(join(PACKUMENTS, file), 'utf8'))
    .filter((text) => Object.keys(JSON.parse(text).versions).length > 1);
  const times = Array.from({ length: ROUNDS }, () => measure(real.length * 10, (index) => real[index % real.length]!));
  const best = { ours: median(times.map(({ ours }) => ours)), theirs: median(times.map(({ theirs }) => theirs)) };
  return [...rows, rowOf(`the same: ${real.length} real documents, ten times each`, best)];
}

interface Times {
  /** Milliseconds a package. */
  ours: number;
  theirs: number;
}

function rowOf(what: string, { ours, theirs }: Times): BenchRow {
  return {
    what,
    ours: ours * 1000,
    peer: 'JSON.parse',
    theirs: theirs * 1000,
    unit: 'µs',
    ratio: ours / theirs,
    bound: 2,
  };
}

interface Case {
  text: string;
  seen: SeenSnapshot;
  history: LedgerEntry[];
}

function measure(packages: number, textOf: (index: number) => string): Times {
  let [ours, theirs] = [0, 0];
  for (let from = 0; from < packages; from += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, packages - from) }, (_, at) => caseOf(textOf(from + at)));
    globalThis.gc?.();
    const started = performance.now();
    const documents = cases.map(({ text }) => JSON.parse(text));
    const parsed = performance.now();
    cases.forEach(({ seen, history }, at) => {
      const document = documents[at];
      const snapshot = readSnapshot(document.name, document, markEmail);
      const learned = compareSnapshots({ seen, snapshot, seenAt: now });
      if (!learned.some(({ kind }) => kind === 'published'))
        throw new Error(`${document.name}: expected a new version`);
      judgeLedger(document.name, [...history, ...learned], context);
    });
    // The first ones warm up both sides.
    if (from === 0) continue;
    ours += performance.now() - parsed;
    theirs += parsed - started;
  }
  return { ours: ours / (packages - BATCH), theirs: theirs / (packages - BATCH) };
}

/** As it was remembered before its newest version came. */
function caseOf(text: string): Case {
  const document = JSON.parse(text);
  const times = Object.entries<string>(document.time).filter(([version]) => Object.hasOwn(document.versions, version));
  const [newest, at] = times.sort(([, a], [, b]) => Date.parse(b) - Date.parse(a))[0]!;
  delete document.versions[newest];
  document.time.modified = new Date(Date.parse(at) - 1).toISOString();
  const before = readSnapshot(document.name, document, markEmail);
  return { text, seen: toSeen(before), history: readHistory(before, { seenAt: new Date(document.time.modified) }) };
}

await printWhenAlone(import.meta, run);
