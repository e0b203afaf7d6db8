/** A line on each table, and on each column whose name does not say it all: for people who come with psql. */
const texts: Record<string, Record<string, string>> = {
  installations: {
    '': 'A GitHub organisation or user that installed the App.',
    id: "GitHub's installation id.",
    removed_at: 'When it was removed: its data goes after the grace period.',
  },
  repositories: {
    '': 'A repository that an installation lets us read.',
    id: "GitHub's repository id: it outlives renames.",
    tags: "From the repository's configuration: what API filters and policies can name.",
    config: 'The effective configuration of the last scan.',
    config_problems: 'What was wrong with the configuration files of the last scan.',
    scanned_sha: 'The commit of the last complete scan.',
    scan_error: 'Why the last scan could not be done; null after one that could.',
    removed_at: 'When the installation lost it: its data goes after the grace period.',
  },
  lockfile_contents: {
    '': "What a lockfile's text says, parsed once for the whole database however many repositories hold it.",
    content_key: 'Blob sha, and those of the manifests that its reading used.',
    parser_version: 'The parser that read it: what an older one read is read again.',
    error: 'LockfileErrorDetail where it could not be read.',
    problems: 'LockfileProblem[]: entries that were left out.',
  },
  lockfiles: {
    '': "A lockfile at a path of a repository's default branch.",
    content_id: 'Null where the file is not read; unread_reason says why.',
    removed_at: 'When the file went away; its alerts are resolved then.',
    updated_at: 'When its content last changed.',
  },
  package_versions: {
    '': 'A version of an npm package that some lockfile holds.',
    matched_at: 'Null until it was matched with the advisories of its package; set to null, it is matched again.',
  },
  dependencies: {
    '': "A package version in a lockfile's content.",
    direct: 'A project asks for it itself.',
    scopes: 'prod, dev, optional, peer: every way in which it is needed.',
    path: 'Shortest path from a project to the parent, as name@version; empty when a project asks for it itself.',
    required_range: 'What the last parent of path asks for.',
    copies: 'How often the lockfile holds this version.',
  },
  advisories: {
    '': 'An OSV record with an npm package in it.',
    modified: "The record's own time of last change.",
    severity: 'The level of the record as a whole; unknown is a level of its own, never low.',
    record: 'The whole Advisory, as scanners/osv reads it.',
    match_pending: 'It changed since it was last matched with the package versions we know.',
    received_at: 'When this database first held it: the start of the advisory-to-alert latency.',
  },
  advisory_packages: { '': 'Which packages an advisory names: the index that matching goes by.' },
  advisory_feeds: {
    '': 'Where reading an advisory source got to.',
    cursor: 'Opaque, from the source; written in the same transaction as the advisories before it.',
    completed_at: 'When it was last read to its end.',
    error: 'Why the last reading failed; null after one that did not.',
  },
  findings: { '': 'An advisory affects a package version.' },
  alerts: {
    '': 'What people act on: one per lockfile, package and advisory group, with a state and a history in evidence.',
    group_key: 'Preferred id of the advisory group when the alert was opened; stays, so that links stay.',
    advisory_ids: 'The records of the group that affect a held version.',
    versions: 'The affected versions that the lockfile holds now, or held last.',
    fixes: '{version: fix | null}: the lowest version that clears every finding on the package.',
    ways: '{version: {path, direct, scopes}}: why each affected version is there; the three columns sum up.',
    path: 'The shortest path of the affected versions, to the parent.',
    state_reason: "Why it is in that state: fixed, withdrawn, lockfile removed, …, or the suppression's reason.",
    reopened_count: 'How often it came back, from suppressed or resolved.',
    published_at: 'When the earliest advisory of the group was published.',
  },
  pending_refreshes: {
    '': "Work that is owed: the alerts of this lockfile's package must be decided again.",
    package_name: 'Empty: every package of the lockfile.',
  },
  suppressions: {
    '': 'Someone decided to live with an alert until a date.',
    repository_id: 'Null: every repository of the installation.',
    source: "config (from the repository's configuration, replaced as a whole at each scan) or who asked for it.",
    advisory_id: 'An advisory id; its aliases count too.',
    path: 'Lockfile paths, written as in .gitignore; null: every path.',
    expires_at: 'From this moment on it no longer holds; null: it never ends.',
  },
  evidence: {
    '': 'Append-only record of what was decided and why, hash-chained per installation.',
    seq: "1, 2, 3 … without gaps in an installation's chain.",
    data: 'Canonical JSON, exactly as hashed.',
    prev_hash: 'The hash of the entry before; 64 zeros for the first.',
    hash: 'SHA-256, hex, of the canonical JSON of all other columns.',
  },
  evidence_heads: { '': "The end of each installation's evidence chain; its row is the lock that orders writers." },
  deliveries: { '': 'A webhook delivery that was accepted: the same GUID again is not acted on twice.' },
  api_tokens: {
    '': 'A token for the REST API. The secret itself is never stored.',
    hash: 'SHA-256 of the secret, hex.',
  },
};

export function comments(): string[] {
  return Object.entries(texts).flatMap(([table, columns]) =>
    Object.entries(columns).map(([column, text]) => {
      const subject = column === '' ? `table ${table}` : `column ${table}.${column}`;
      return `comment on ${subject} is '${text.replaceAll("'", "''")}'`;
    }),
  );
}
