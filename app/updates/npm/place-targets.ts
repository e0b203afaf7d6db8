import { satisfies } from 'semver';
import { admits } from '../../../scanners/updates/asked-range.ts';
import type { VersionStep } from '../../../scanners/updates/update-plan.ts';
import {
  holderOf,
  type LockEntry,
  type LockTree,
  nameAt,
  type PackageFields,
  type VersionManifest,
} from './lock-tree.ts';

interface Edge {
  /** A place or a project's folder. */
  from: string;
  alias: string;
  range: string;
  peer: boolean;
}

/** A parent update can change what its children are asked for, whose update can change it again. */
const MOST_ROUNDS = 12;

/**
 * Puts the planned versions where the locked ones lie. A copy that several packages share is parted when only some of them are to
 * get the new version: the others keep theirs in a place of their own. What is missing then, the package manager adds.
 */
export function placeTargets(
  tree: LockTree,
  steps: readonly VersionStep[],
  manifests: ReadonlyMap<string, VersionManifest>,
): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const incoming = edgesByPlace(tree);
    let changed = false;
    for (const [place, edges] of incoming) {
      const entry = tree.places.get(place);
      if (entry === undefined || entry.link || entry.inBundle) continue;
      if (placeOne({ tree, place, entry, edges, steps, manifests })) changed = true;
    }
    if (!changed) return;
  }
}

interface PlaceRequest {
  tree: LockTree;
  place: string;
  entry: LockEntry;
  edges: Edge[];
  steps: readonly VersionStep[];
  manifests: ReadonlyMap<string, VersionManifest>;
}

function placeOne({ tree, place, entry, edges, steps, manifests }: PlaceRequest): boolean {
  const hard = edges.filter(({ peer }) => !peer);
  const wanted = (hard.length > 0 ? hard : edges).map((edge) => ({
    edge,
    version: targetOf(edge, place, entry, steps) ?? entry.version!,
  }));
  if (wanted.every(({ version }) => version === entry.version)) return false;
  const stays = wanted.find(({ edge }) => edge.from === holderOf(place))?.version ?? mostWanted(wanted);
  const before = { ...entry };
  const resolved = entry.resolved !== undefined || entry.version === undefined;
  const at = (version: string, where: string): LockEntry => {
    const manifest = manifests.get(`${entry.name ?? nameAt(place)}@${version}`);
    return manifest === undefined ? { ...before } : tree.fromManifest(manifest, where, resolved);
  };
  if (stays !== entry.version) tree.put(place, { ...flagsOf(before), ...at(stays, place) });
  for (const { edge, version } of wanted) {
    const own = `${edge.from === '' ? '' : `${edge.from}/`}node_modules/${edge.alias}`;
    if (version === stays || tree.places.has(own)) continue;
    tree.put(own, version === before.version ? { ...before } : { ...flagsOf(before), ...at(version, own) });
  }
  return true;
}

/** The version that this parent is to get in place of the copy that it has. */
function targetOf(edge: Edge, place: string, entry: LockEntry, steps: readonly VersionStep[]): string | undefined {
  const name = entry.name ?? nameAt(place);
  const project = edge.from === '' ? '.' : edge.from;
  for (const step of steps) {
    if (step.name !== name || entry.version === undefined) continue;
    if (step.kind === 'manifest' && step.project === project && step.alias === edge.alias) return step.version;
  }
  for (const step of steps) {
    if (step.name !== name || entry.version === undefined) continue;
    if (step.kind === 'lock' && step.from.includes(entry.version) && admits(edge.range, step.version))
      return step.version;
    if (step.kind === 'override' && overrides(step, entry.version)) return step.version;
  }
  return undefined;
}

/** `name@^1` is for what `^1` holds; a bare name for every version. */
function overrides(step: Extract<VersionStep, { kind: 'override' }>, locked: string): boolean {
  if (satisfies(locked, step.range, { loose: true })) return false;
  const at = step.selector.indexOf('@', 1);
  return at === -1 || satisfies(locked, step.selector.slice(at + 1), { loose: true, includePrerelease: true });
}

function mostWanted(wanted: readonly { version: string }[]): string {
  const votes = new Map<string, number>();
  for (const { version } of wanted) votes.set(version, (votes.get(version) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]![0];
}

/** What a place is needed for stays as it was: the package manager works it out anew. */
function flagsOf(entry: LockEntry): LockEntry {
  const flags: LockEntry = {};
  for (const flag of ['dev', 'optional', 'devOptional', 'peer'])
    if (entry[flag] !== undefined) flags[flag] = entry[flag];
  return flags;
}

function edgesByPlace(tree: LockTree): Map<string, Edge[]> {
  const found = new Map<string, Edge[]>();
  for (const [folder, fields] of tree.projects) collect(folder, fields, true);
  for (const [place, entry] of tree.places) if (!entry.link) collect(place, entry, false);
  return found;

  function collect(from: string, fields: PackageFields, project: boolean): void {
    const asked = new Map<string, Edge>();
    const sections = project
      ? (['peerDependencies', 'devDependencies', 'dependencies', 'optionalDependencies'] as const)
      : (['peerDependencies', 'dependencies', 'optionalDependencies'] as const);
    for (const section of sections) {
      for (const [alias, range] of Object.entries(fields[section] ?? {})) {
        asked.set(alias, { from, alias, range: String(range), peer: section === 'peerDependencies' });
      }
    }
    for (const edge of asked.values()) {
      const place = resolvePlace(tree, from, edge.alias);
      if (place === undefined) continue;
      const edges = found.get(place);
      if (edges) edges.push(edge);
      else found.set(place, [edge]);
    }
  }
}

/** Node's way to find a package: up through the folders. */
function resolvePlace(tree: LockTree, from: string, alias: string): string | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${alias}`;
    if (tree.places.has(place)) return place;
    if (folder === '') return undefined;
  }
}

function parentOf(folder: string): string {
  const installed = folder.lastIndexOf('node_modules/');
  const cut = Math.max(installed === -1 ? -1 : installed - 1, installed === -1 ? folder.lastIndexOf('/') : -1);
  return folder.slice(0, Math.max(0, cut));
}
