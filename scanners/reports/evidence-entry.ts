/** An entry of an installation's evidence, as it is stored. */
export interface EvidenceEntry {
  /** 1, 2, 3 … in the installation's chain. */
  seq: number;
  at: Date;
  /** `alert.opened`, `suppression.created`, … */
  event: string;
  /** What it is about: `alert:12`. */
  subject: string;
  /** Canonical JSON, exactly as hashed. */
  data: string;
  prevHash: string;
  hash: string;
}

/** What an entry says happened. Every entry is exactly one of these. */
export const EVIDENCE_KINDS = {
  fixed: 'Fixed: the dependency is no longer affected',
  skipped: 'Skipped: an update that was not proposed, and why',
  suppressed: 'Suppressed: alerts held back',
  expired: 'Expired: suppressions that ended',
  reopened: 'Reopened: alerts that came back',
  opened: 'Opened: new alerts',
  deferred: 'Deferred: updates put off by the cap',
  overridden: 'Overridden: decisions of a person against ours',
  updates: 'Update pull requests opened, changed, refused, merged and closed',
  resolved:
    'Resolved otherwise: advisory corrected or withdrawn, maintainer change accepted or over, lockfile or repository gone',
  maintainers: 'Maintainer changes: what was seen of packages, and what people decided about it',
  suppressions: 'Suppressions made and removed',
  other: 'Other entries',
} as const;

export type EvidenceKind = keyof typeof EVIDENCE_KINDS;

export const evidenceKinds = Object.keys(EVIDENCE_KINDS) as EvidenceKind[];

/** What people want to read of an entry. Absent parts are empty. */
export interface EvidenceRow {
  kind: EvidenceKind;
  repository: string;
  lockfile: string;
  package: string;
  versions: string[];
  advisories: string[];
  severity: string;
  reason: string;
  /** ISO 8601: until when a suppression holds. */
  until: string;
  /** Who wanted it. */
  by: string;
}

/** Reads an entry for people. Any data will do: what is not as expected is left empty, and the entry is still counted. */
export function readEvidence({ event, data: text }: Pick<EvidenceEntry, 'event' | 'data'>): EvidenceRow {
  const data = readObject(text);
  const reason = textOf(data['reason']);
  return {
    kind: kindOf(event, reason),
    repository: textOf(data['repository']) || textOf(asObject(data['repository'])['name']),
    lockfile: textOf(data['lockfile']) || textOf(data['path']),
    package: textOf(data['package']),
    versions: textsOf(data['versions']),
    advisories: [...textsOf(data['advisories']), ...textsOf([data['advisory']])],
    severity: textOf(data['severity']),
    reason,
    until: textOf(data['suppressed_until']) || textOf(data['expires_at']),
    by: textOf(data['by']) || textOf(data['author']),
  };
}

/** What is more than news of a pull request. One that a person closed is a decision against ours. */
const UPDATE_KINDS: ReadonlyMap<string, EvidenceKind> = new Map([
  ['skipped', 'skipped'],
  ['deferred', 'deferred'],
  ['rejected', 'overridden'],
]);

function kindOf(event: string, reason: string): EvidenceKind {
  const [about, what = ''] = event.split('.', 2);
  if (about === 'update') return UPDATE_KINDS.get(what) ?? 'updates';
  if (about === 'maintainers') return 'maintainers';
  if (about === 'suppression' && (what === 'created' || what === 'removed')) return 'suppressions';
  switch (what) {
    case 'resolved':
      return reason === 'fixed' ? 'fixed' : 'resolved';
    case 'opened':
    case 'reopened':
    case 'suppressed':
    case 'expired':
    case 'skipped':
    case 'deferred':
    case 'overridden':
      return what;
    default:
      return 'other';
  }
}

type JsonObject = Record<string, unknown>;

function readObject(text: string): JsonObject {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return Object.create(null);
  }
}

/** With its own properties alone: a key such as `__proto__` brings nothing in. */
function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? Object.assign(Object.create(null), value) : Object.create(null);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
