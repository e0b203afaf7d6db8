import { type AlertFacts, assessLockfile } from '../../scanners/alerts/index.ts';
import {
  inventory,
  type LockedDependency,
  type Lockfile,
  type LockfileFormat,
} from '../../scanners/lockfiles/index.ts';
import { type Advisory, createMatcher } from '../../scanners/osv/index.ts';
import {
  type AgePolicyReading,
  DEFAULT_PLAN_SETTINGS,
  type OwnOverride,
  type PackageDocument,
  type PlannedUpdate,
  type PlanRequest,
  type PlanSettings,
  planUpdates,
  type TargetHold,
  type TargetSuppression,
  type UpdatePlan,
  type VersionDocument,
} from '../../scanners/updates/index.ts';

export const NOW = new Date('2026-06-01T00:00:00Z');

type Ranges = Record<string, string>;

/** `name@version` and what it asks for: `{ b: '^1.0.0' }`, or `{ b: '^1.0.0 => 1.2.0' }` where b is locked at several versions. */
export type Packages = Record<string, Ranges & { $?: never }>;

export interface Project {
  /** What the root's package.json asks for; folders of workspaces map to theirs in `workspaces`. */
  root: Ranges;
  workspaces?: Record<string, Ranges>;
  packages: Packages;
  format?: LockfileFormat;
  /** Fields of entries that are not as usual, by `name@version`. */
  entries?: Record<string, Partial<LockedDependency>>;
  /** More of the root's package.json. */
  manifest?: object;
}

/** A lockfile with one copy of each package version, its projects' manifests beside it. */
export function makeProject({
  root,
  workspaces = {},
  packages,
  format = 'npm',
  entries = {},
  manifest = {},
}: Project): {
  lockfile: Lockfile;
  manifests: Map<string, string>;
} {
  const edges = (ranges: Ranges) =>
    Object.entries(ranges).map(([alias, asked]) => {
      const [range = '', version] = asked.split(' => ');
      const name = /^npm:(.+)@/.exec(range)?.[1] ?? alias;
      const to = version === undefined ? Object.keys(packages).find((id) => nameOf(id) === name) : `${name}@${version}`;
      return { name: alias, range, scope: 'prod' as const, to: to ?? `${name}@?` };
    });
  const projects = Object.entries({ '.': root, ...workspaces }).map(([path, ranges]) => ({
    path,
    dependencies: edges(ranges),
  }));
  const direct = new Set(projects.flatMap(({ dependencies }) => dependencies.map(({ to }) => to)));
  const dependencies = Object.entries(packages).map(([key, ranges]): [string, LockedDependency] => [
    key,
    {
      key,
      name: nameOf(key),
      version: key.slice(nameOf(key).length + 1),
      source: 'registry',
      direct: direct.has(key),
      scopes: ['prod'],
      bundled: false,
      dependencies: edges(ranges).map((edge) => (format === 'pnpm' ? { ...edge, range: '' } : edge)),
      ...entries[key],
    },
  ]);
  const plain = (ranges: Ranges) => Object.fromEntries(edges(ranges).map(({ name, range }) => [name, range]));
  return {
    lockfile: {
      path: 'package-lock.json',
      format,
      formatVersion: '3',
      projects,
      dependencies: new Map(dependencies),
      problems: [],
    },
    manifests: new Map([
      ['.', JSON.stringify({ dependencies: plain(root), ...manifest })],
      ...Object.entries(workspaces).map(([path, ranges]): [string, string] => [
        path,
        JSON.stringify({ dependencies: plain(ranges) }),
      ]),
    ]),
  };
}

/** Versions of a package and what each asks for; published long ago unless said otherwise. */
export function makeDocument(
  name: string,
  versions: Record<string, Ranges>,
  rest: Record<string, Partial<VersionDocument>> = {},
): PackageDocument {
  const documents = Object.entries(versions).map(([version, dependencies]): [string, VersionDocument] => [
    version,
    {
      version,
      dependencies,
      optionalDependencies: {},
      peerDependencies: {},
      publishedAt: '2020-01-01T00:00:00Z',
      ...rest[version],
    },
  ]);
  return { name, versions: new Map(documents), latest: documents.at(-1)?.[0] };
}

export interface Scene extends Project {
  advisories: readonly Advisory[];
  documents: readonly PackageDocument[];
  /** Names that the registry does not know. */
  unknown?: readonly string[];
  settings?: Partial<PlanSettings>;
  suppressions?: readonly TargetSuppression[];
  holds?: readonly TargetHold[];
  now?: Date;
  agePolicy?: AgePolicyReading;
  ownOverrides?: readonly OwnOverride[];
}

/** A request for a plan, all documents gathered. */
export function makeRequest(scene: Scene): PlanRequest & { alerts: AlertFacts[] } {
  const { lockfile, manifests } = makeProject(scene);
  const matcher = {
    ...createMatcher(scene.advisories),
    known: (name: string) => scene.advisories.filter(({ affected }) => affected.some((each) => each.name === name)),
  };
  return {
    lockfile,
    manifests,
    matcher,
    alerts: assessLockfile(inventory(lockfile), matcher),
    documents: new Map([
      ...scene.documents.map((document): [string, PackageDocument] => [document.name, document]),
      ...(scene.unknown ?? []).map((name): [string, null] => [name, null]),
    ]),
    settings: { ...DEFAULT_PLAN_SETTINGS, ...scene.settings },
    ...(scene.agePolicy === undefined ? {} : { agePolicy: scene.agePolicy }),
    suppressions: scene.suppressions ?? [],
    ...(scene.holds === undefined ? {} : { holds: scene.holds }),
    ownOverrides: scene.ownOverrides ?? [],
    now: scene.now ?? NOW,
  };
}

/** The plan of a scene. What it wants and the scene does not have is a mistake in the scene. */
export function planOf(scene: Scene): UpdatePlan {
  const outcome = planUpdates(makeRequest(scene));
  if ('needs' in outcome) throw new Error(`The scene lacks documents of ${outcome.needs.join(', ')}.`);
  return outcome.plan;
}

/** What an update does, without what is to be known of the versions that it brings. */
export function bare({ targets: _, ...update }: PlannedUpdate): PlannedUpdate {
  return update;
}

function nameOf(id: string): string {
  return id.slice(0, id.indexOf('@', 1));
}
