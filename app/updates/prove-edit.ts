import { type AlertFacts, assessLockfile } from '../../scanners/alerts/index.ts';
import { type InventoryItem, inventory, type Lockfile, parseLockfile } from '../../scanners/lockfiles/index.ts';
import { type Matcher, type PackageVersion, type Severity, severityAtLeast } from '../../scanners/osv/index.ts';
import type { PlannedUpdate } from '../../scanners/updates/update-plan.ts';
import { checkFrozen } from './check-frozen.ts';
import { toFailure } from './edit-failure.ts';
import type { EditSurroundings, ProjectFiles } from './edit-request.ts';
import { manifestsByFolder } from './manifests/manifests-by-folder.ts';
import { newlyUnmet, newlyUnmetPeers } from './newly-unmet.ts';
import { leavesPeers } from './npm/npm-options.ts';

export interface ProofRequest extends ProjectFiles, EditSurroundings {
  /** What `editProject` gave: the files that are other than before. */
  edited: ReadonlyMap<string, string>;
  updates: readonly PlannedUpdate[];
  /** Knows the advisories of all these packages: those of the lockfile before and after, what newly came in included. */
  matcherFor(packages: readonly PackageVersion[]): Matcher | Promise<Matcher>;
  /** New findings below it do not stop a proof. */
  threshold: Severity;
}

/** One place in a lockfile where a package of the plan lies. */
export interface LockedCopy {
  name: string;
  version: string;
  key: string;
}

export type Proof = { proven: true; before: LockedCopy[]; after: LockedCopy[] } | { proven: false; reasons: string[] };

/**
 * Whether an edit did what its plan claims: every claimed finding is gone from every copy, no new one at or above the threshold came
 * in, every package gets what it asks for, and the package manager's own check finds manifests and lockfile in step. Nothing is offered that is not proven.
 */
export async function proveEdit(request: ProofRequest): Promise<Proof> {
  const started = performance.now();
  const proof = await prove(request);
  const { lockfilePath, log } = request;
  const ms = Math.round(performance.now() - started);
  if (proof.proven) log.info({ lockfilePath, copies: proof.after.length, ms }, 'proven');
  else log.warn({ lockfilePath, reasons: proof.reasons, ms }, 'not proven');
  return proof;
}

async function prove(request: ProofRequest): Promise<Proof> {
  const { files, edited, lockfilePath, format, updates, threshold } = request;
  const all = new Map([...files, ...edited]);
  try {
    const before = read(files, lockfilePath);
    const after = read(all, lockfilePath);
    const matcher = await request.matcherFor([...before.items, ...after.items]);
    const found = { before: assessLockfile(before.items, matcher), after: assessLockfile(after.items, matcher) };
    const reasons = [
      ...updates.flatMap((update) => notCleared(update, found.before, after.items, matcher)),
      ...newFindings(found.before, found.after, threshold),
      ...newlyUnmet(before.lockfile, after.lockfile, updates),
      ...(format === 'npm' && leavesPeers(all) ? [] : newlyUnmetPeers(before.lockfile, after.lockfile, updates)),
      ...(await checkFrozen({ ...request, files: all })),
    ];
    if (reasons.length > 0) return { proven: false, reasons };
    const names = new Set(updates.map(({ name }) => name));
    return { proven: true, before: copiesOf(before.lockfile, names), after: copiesOf(after.lockfile, names) };
  } catch (error) {
    const failure = toFailure(error);
    if (failure === undefined) throw error;
    return { proven: false, reasons: [failure.text] };
  }
}

function read(files: ReadonlyMap<string, string>, path: string) {
  const lockfile = parseLockfile({ path, text: files.get(path) ?? '', manifests: manifestsByFolder(files) });
  return { lockfile, items: inventory(lockfile) };
}

/** By the records' own ids: groups may be cut otherwise when a package is there in other versions. */
function notCleared(
  { name, clears, reduces = [], from }: PlannedUpdate,
  before: readonly AlertFacts[],
  after: readonly InventoryItem[],
  matcher: Matcher,
): string[] {
  const held = after.filter((item) => item.name === name);
  const still = (keys: readonly string[], versions: readonly string[]) => {
    const groups = before.filter(({ packageName, groupKey }) => packageName === name && keys.includes(groupKey));
    const ids = new Set([...keys, ...groups.flatMap(({ advisoryIds }) => advisoryIds)]);
    return versions.flatMap((version) => {
      const hits = matcher.match(name, version).filter(({ id }) => ids.has(id));
      return hits.length === 0
        ? []
        : [`${name}@${version} is still there, and ${hits.map(({ id }) => id).join(', ')} affects it`];
    });
  };
  const versions = held.map(({ version }) => version);
  const left = versions.filter((version) => from.includes(version));
  return [...new Set([...still(clears, versions), ...still(reduces, left)])];
}

function newFindings(before: readonly AlertFacts[], after: readonly AlertFacts[], threshold: Severity): string[] {
  const known = new Set(
    before.flatMap(({ packageName, advisoryIds }) => advisoryIds.map((id) => `${packageName} ${id}`)),
  );
  return after
    .filter(({ packageName, advisoryIds }) => advisoryIds.some((id) => !known.has(`${packageName} ${id}`)))
    .filter(({ kind, severity }) => kind === 'malware' || severityAtLeast(severity, threshold))
    .map(
      ({ packageName, versions, groupKey, severity }) =>
        `${packageName}@${versions.join(', ')} came in with ${groupKey} (${severity})`,
    );
}

function copiesOf(lockfile: Lockfile, names: ReadonlySet<string>): LockedCopy[] {
  return [...lockfile.dependencies.values()]
    .filter(({ name }) => names.has(name))
    .map(({ name, version, key }) => ({ name, version, key }));
}
