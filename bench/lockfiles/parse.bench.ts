import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILSAFE_SCHEMA, loadAll } from 'js-yaml';
import { parse as parseJsonc } from 'jsonc-parser';
import { parseAllDocuments } from 'yaml';
import { type LockfileFormat, parseLockfile } from '../../scanners/lockfiles/index.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../db/median.ts';
import { printWhenAlone } from '../db/print-when-alone.ts';
import { syntheticLockfile } from './synthetic-lockfiles.ts';

/** The largest real lockfiles that we know of; they are not part of the repository. */
const WILD = join(import.meta.dirname, '../../../shared/data/lockfiles/wild');
const LARGEST: Record<LockfileFormat, string> = {
  npm: 'facebook__create-react-app@9358f50bae/package-lock.json',
  'yarn-v1': 'keystonejs__keystone@c493a62f21/yarn.lock',
  'yarn-berry': 'aws-amplify__amplify-cli/yarn.lock',
  pnpm: 'novuhq__novu/pnpm-lock.yaml',
  bun: 'cline__cline/bun.lock',
};
const FILES: Record<LockfileFormat, string> = {
  npm: 'package-lock.json',
  'yarn-v1': 'yarn.lock',
  'yarn-berry': 'yarn.lock',
  pnpm: 'pnpm-lock.yaml',
  bun: 'bun.lock',
};
const require = createRequire(import.meta.url);

interface Peer {
  name: string;
  rounds: number;
  bound?: number;
  run: (text: string) => unknown;
}

/**
 * Our reading (packages, graph, scopes) beside each format's reference parser, which in most cases only takes the text apart.
 * Both run in turns in one process; figures are medians.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-bench-'));
  try {
    const rows: BenchRow[] = [];
    for (const format of Object.keys(LARGEST) as LockfileFormat[]) {
      const { text, what } = lockfileOf(format);
      for (const peer of await peersOf(format, folder, text)) rows.push(await compare({ format, text, what, peer }));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lockfileOf(format: LockfileFormat): { text: string; what: string } {
  const real = join(WILD, LARGEST[format]);
  const text = existsSync(real) ? readFileSync(real, 'utf8') : syntheticLockfile(format);
  const size = `${(text.length / 1e6).toFixed(1)} MB`;
  return { text, what: `parse ${format}, ${size}, ${existsSync(real) ? LARGEST[format].split('__')[0] : 'synthetic'}` };
}

async function peersOf(format: LockfileFormat, folder: string, text: string): Promise<Peer[]> {
  switch (format) {
    case 'npm': {
      await writeFile(join(folder, 'package-lock.json'), text);
      await writeFile(join(folder, 'package.json'), JSON.stringify(JSON.parse(text).packages['']));
      const { Arborist } = require('@npmcli/arborist');
      return [
        { name: 'JSON.parse', rounds: 41, bound: 3, run: (given) => JSON.parse(given) },
        { name: 'arborist loadVirtual', rounds: 5, run: () => new Arborist({ path: folder }).loadVirtual() },
      ];
    }
    case 'yarn-v1': {
      const { parse } = require('@yarnpkg/lockfile');
      return [{ name: '@yarnpkg/lockfile', rounds: 11, run: (given) => parse(given) }];
    }
    case 'yarn-berry': {
      const { parseSyml } = require('@yarnpkg/parsers');
      return [{ name: '@yarnpkg/parsers', rounds: 11, run: (given) => parseSyml(given) }];
    }
    case 'pnpm':
      return [
        { name: 'js-yaml', rounds: 9, run: (given) => loadAll(given, { schema: FAILSAFE_SCHEMA }) },
        { name: 'yaml', rounds: 3, run: (given) => parseAllDocuments(given).map((document) => document.toJS()) },
      ];
    case 'bun':
      return [
        { name: 'jsonc-parser', rounds: 11, run: (given) => parseJsonc(given, [], { allowTrailingComma: true }) },
      ];
  }
}

async function compare({
  format,
  text,
  what,
  peer,
}: {
  format: LockfileFormat;
  text: string;
  what: string;
  peer: Peer;
}) {
  const ours: number[] = [];
  const theirs: number[] = [];
  const read = () => parseLockfile({ path: FILES[format], text });
  for (let round = 0; round < peer.rounds; round++) {
    ours.push(await milliseconds(read));
    theirs.push(await milliseconds(() => peer.run(text)));
  }
  const row: BenchRow = {
    what,
    ours: median(ours),
    peer: peer.name,
    theirs: median(theirs),
    unit: 'ms',
    ratio: median(ours) / median(theirs),
  };
  if (peer.bound !== undefined) row.bound = peer.bound;
  return row;
}

async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

await printWhenAlone(import.meta, run);
