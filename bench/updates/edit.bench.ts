import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPackageDocuments } from '../../app/registry/read-package-documents.ts';
import { editProject } from '../../app/updates/edit-project.ts';
import { endIdleNpm } from '../../app/updates/npm/npm-process.ts';
import { proveEdit } from '../../app/updates/prove-edit.ts';
import { assessLockfile } from '../../scanners/alerts/index.ts';
import { inventory, parseLockfile } from '../../scanners/lockfiles/index.ts';
import { type Advisory, createMatcher } from '../../scanners/osv/index.ts';
import { DEFAULT_PLAN_SETTINGS, planUpdates } from '../../scanners/updates/index.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../db/median.ts';

const ROUNDS = 5;
const MANIFEST = {
  name: 'bench',
  version: '1.0.0',
  dependencies: { express: '^4.17.1', eslint: '^8.0.0', webpack: '^5.50.0' },
};
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--package-lock-only', '--loglevel=error'];

/** A project of some 250 packages, in which debug is to become 4.3.5: all of ours beside `npm update debug`. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-bench-'));
  try {
    // What is locked stays when the override is gone.
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...MANIFEST, overrides: { 'debug@^4': '4.3.4' } }));
    npm(folder, ['install']);
    writeFileSync(join(folder, 'package.json'), JSON.stringify(MANIFEST, null, 2));
    npm(folder, ['install']);
    const files = new Map(
      ['package.json', 'package-lock.json'].map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
    const cacheFolder = join(folder, 'cache');
    // Once before it counts: both sides have what the registry says in their caches then.
    await ours(files, cacheFolder);
    theirs(folder);
    const times = { ours: [] as number[], first: [] as number[], theirs: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.theirs.push(theirs(folder));
      endIdleNpm();
      times.first.push(await ours(files, cacheFolder));
      times.ours.push(await ours(files, cacheFolder));
    }
    return [
      row('plan, edit and proof of one npm project, from a standing start', times.first, times.theirs),
      row('the same, as the next of several', times.ours, times.theirs),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(what: string, mine: readonly number[], bare: readonly number[]): BenchRow {
  const [ours, theirs] = [median(mine), median(bare)];
  const peer = 'npm update --package-lock-only';
  return { what, ours, peer, theirs, unit: 'ms', ratio: ours / theirs, bound: 1.5 };
}

async function ours(files: ReadonlyMap<string, string>, cacheFolder: string): Promise<number> {
  const started = performance.now();
  const project = { files, lockfilePath: 'package-lock.json', format: 'npm' } as const;
  const surroundings = { registry: {}, cacheFolder, log: { info: () => {}, warn: () => {} } };
  const manifests = new Map([['.', files.get('package.json')!]]);
  const lockfile = parseLockfile({ path: 'package-lock.json', text: files.get('package-lock.json')!, manifests });
  const matcher = createMatcher([ADVISORY]);
  const alerts = assessLockfile(inventory(lockfile), matcher);
  const { documents } = await readPackageDocuments(['debug'], { registry: {} });
  const planned = planUpdates({
    lockfile,
    manifests,
    alerts,
    matcher,
    documents,
    settings: DEFAULT_PLAN_SETTINGS,
    suppressions: [],
    now: new Date(),
  });
  if ('needs' in planned) throw new Error(`the plan needs ${planned.needs.join(', ')}`);
  const { updates } = planned.plan;
  if (updates.length === 0) throw new Error(JSON.stringify(planned.plan.skipped));
  const edited = await editProject({ ...surroundings, ...project, updates });
  if ('failure' in edited) throw new Error(edited.failure.text);
  const proof = await proveEdit({
    ...surroundings,
    ...project,
    edited: edited.files,
    updates,
    matcherFor: () => matcher,
    threshold: 'low',
  });
  if (!proof.proven) throw new Error(proof.reasons.join(' '));
  return performance.now() - started;
}

function theirs(folder: string): number {
  const copy = mkdtempSync(join(tmpdir(), 'lockkeeper-bench-npm-'));
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(folder, name), join(copy, name));
  const started = performance.now();
  npm(copy, ['update', 'debug']);
  const took = performance.now() - started;
  rmSync(copy, { recursive: true });
  return took;
}

function npm(folder: string, args: string[]): void {
  execFileSync('npm', [...args, ...QUIET], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

const ADVISORY: Advisory = {
  id: 'BENCH-1',
  modified: '2026-01-01T00:00:00Z',
  aliases: [],
  upstream: [],
  summary: '',
  malware: false,
  severity: { level: 'high' },
  affected: [{ name: 'debug', versions: [], ranges: [{ events: [{ introduced: '4.0.0' }, { fixed: '4.3.5' }] }] }],
  references: [],
};
