import { comparePrecedence } from '../osv/index.ts';
import type { PublishSignals, Release } from './publish-signals.ts';

export type SignalName =
  | 'publisher'
  | 'trusted-publishing'
  | 'provenance'
  | 'install-script'
  | 'bin'
  | 'maintainers'
  | 'dependency'
  | 'git-head';

/** One way in which a version was published otherwise than the versions before it. `text` holds names as the registry gives them. */
export interface SignalChange {
  signal: SignalName;
  text: string;
}

export interface SignalComparison {
  /** For the worse, or such that a person should look. */
  changes: SignalChange[];
  /** Nobody can tell: the registry does not give the signal for one of the two. */
  unknown: SignalName[];
}

/**
 * How a version was published, beside one that is in use. `line`: other releases of the package, on the release line of `to`. Those
 * that had been out for a while when `to` came count as its past: what an intruder publishes within days is no past of anything.
 */
export function comparePublishSignals(from: Release, to: Release, line: Iterable<Release> = []): SignalComparison {
  const past = [...line].filter((release) => isEstablished(release, to));
  const nearest = past.sort((a, b) => comparePrecedence(b.version, a.version))[0];
  const before = from.signals ?? {};
  const now = to.signals ?? {};
  const found: (SignalChange | undefined)[] = [
    newPublisher(from, to, past),
    ...DROPPABLE.map(([signal, key, words]) => {
      const had = [from, nearest].find((release) => release?.signals?.[key] === true);
      return had && now[key] === false
        ? { signal, text: `${had.version} ${words}, ${to.version} has none` }
        : undefined;
    }),
    before.installScripts === false && now.installScripts === true
      ? { signal: 'install-script', text: `${to.version} runs a script when it is installed, ${from.version} did not` }
      : undefined,
    appeared('bin', `${to.version} brings the command`, before.bins, now.bins),
    changedMaintainers(from, to),
    appeared('dependency', `${to.version} asks for the package`, asksOf(from), asksOf(to)),
  ];
  const unknown = COMPARED.filter(([, key]) => before[key] === undefined || now[key] === undefined);
  return {
    changes: found.filter((change) => change !== undefined),
    unknown: unknown.map(([signal]) => signal),
  };
}

/** Every signal is known, and none changed. */
export function isUnchanged({ changes, unknown }: SignalComparison): boolean {
  return changes.length === 0 && unknown.length === 0;
}

const ESTABLISHED = 14 * 24 * 60 * 60 * 1000;
const MOST_NAMED = 5;

const DROPPABLE = [
  ['trusted-publishing', 'trustedPublisher', 'was published by a workflow (trusted publishing)'],
  ['provenance', 'provenance', 'has provenance'],
  ['git-head', 'gitHead', 'has its git commit on record'],
] as const;

const COMPARED: readonly (readonly [SignalName, keyof PublishSignals])[] = [
  ['publisher', 'publisher'],
  ['trusted-publishing', 'trustedPublisher'],
  ['provenance', 'provenance'],
  ['install-script', 'installScripts'],
  ['bin', 'bins'],
  ['maintainers', 'maintainers'],
  ['git-head', 'gitHead'],
];

function isEstablished(release: Release, to: Release): boolean {
  const apart = Date.parse(to.publishedAt ?? '') - Date.parse(release.publishedAt ?? '');
  return apart >= ESTABLISHED && comparePrecedence(release.version, to.version) < 0;
}

function newPublisher(from: Release, to: Release, past: readonly Release[]): SignalChange | undefined {
  const publisher = to.signals?.publisher;
  if (publisher === undefined || from.signals?.publisher === undefined) return undefined;
  if ([from, ...past].some(({ signals }) => signals?.publisher === publisher)) return undefined;
  const text = `${to.version} was published by ${publisher}, who published none of its release line before (${from.version}: ${from.signals.publisher})`;
  return { signal: 'publisher', text };
}

function changedMaintainers(
  { signals: before }: Release,
  { signals: now, version }: Release,
): SignalChange | undefined {
  if (before?.maintainers === undefined || now?.maintainers === undefined) return undefined;
  const [old, young] = [new Set(before.maintainers), new Set(now.maintainers)];
  const added = [...young.difference(old)];
  const removed = [...old.difference(young)];
  if (added.length + removed.length === 0) return undefined;
  const parts = [
    ...(added.length === 0 ? [] : [`added ${listed(added)}`]),
    ...(removed.length === 0 ? [] : [`removed ${listed(removed)}`]),
  ];
  return { signal: 'maintainers', text: `the maintainers changed up to ${version}: ${parts.join('; ')}` };
}

function appeared(
  signal: SignalName,
  words: string,
  before: readonly string[] | undefined,
  now: readonly string[] | undefined,
): SignalChange | undefined {
  if (before === undefined || now === undefined) return undefined;
  const old = new Set(before);
  const fresh = now.filter((name) => !old.has(name));
  if (fresh.length === 0) return undefined;
  return { signal, text: `${words}${fresh.length === 1 ? '' : 's'} ${listed(fresh)} for the first time` };
}

function asksOf({ dependencies, optionalDependencies }: Release): string[] {
  return [...new Set([...Object.keys(dependencies), ...Object.keys(optionalDependencies)])].sort();
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
