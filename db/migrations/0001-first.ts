import { type Kysely, sql } from 'kysely';
import { comments } from './0001-comments.ts';
import { evidenceGuards } from './0001-evidence-guards.ts';

/**
 * One statement a table, in the order that foreign keys want. A released migration is never edited: add the next one.
 * What names a package, a version, an advisory or a path compares by bytes (`C`): the same order on every machine.
 */
const statements = [
  `create table installations (
    id bigint primary key,
    account_id bigint not null,
    account_login text not null,
    account_type text not null,
    state text not null check (state in ('active', 'suspended', 'removed')),
    removed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table repositories (
    id bigint primary key,
    installation_id bigint not null references installations on delete cascade,
    owner text not null,
    name text not null,
    default_branch text not null,
    private boolean not null,
    archived boolean not null default false,
    tags text[] not null default '{}',
    config jsonb,
    config_problems jsonb,
    scanned_sha text,
    scanned_at timestamptz,
    scan_error text,
    removed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  'create index repositories_installation on repositories (installation_id)',
  `create table lockfile_contents (
    id integer generated always as identity primary key,
    content_key text collate "C" not null unique,
    parser_version integer not null,
    format text,
    format_version text,
    error jsonb,
    problems jsonb not null default '[]',
    parsed_at timestamptz not null default now()
  )`,
  `create table lockfiles (
    id integer generated always as identity primary key,
    repository_id bigint not null references repositories on delete cascade,
    path text collate "C" not null,
    blob_sha text not null,
    content_id integer references lockfile_contents,
    unread_reason text,
    removed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (repository_id, path)
  )`,
  'create index lockfiles_content on lockfiles (content_id)',
  `create table package_versions (
    id integer generated always as identity primary key,
    name text collate "C" not null,
    version text collate "C" not null,
    matched_at timestamptz,
    unique (name, version)
  )`,
  'create index package_versions_unmatched on package_versions (id) where matched_at is null',
  // No foreign key to package_versions: it would lock a popular version's row for each lockfile that is stored. The
  // retention job, which alone deletes versions, locks the table instead.
  `create table dependencies (
    content_id integer not null references lockfile_contents on delete cascade,
    package_version_id integer not null,
    direct boolean not null,
    scopes text[] not null,
    path text[] not null,
    required_range text,
    copies integer not null,
    primary key (content_id, package_version_id)
  )`,
  'create index dependencies_package_version on dependencies (package_version_id, content_id)',
  `create table advisories (
    id text collate "C" primary key,
    modified timestamptz not null,
    published timestamptz,
    withdrawn timestamptz,
    severity text not null,
    score real,
    malware boolean not null,
    summary text not null,
    record json not null,
    match_pending boolean not null default true,
    received_at timestamptz not null default now()
  )`,
  'create index advisories_pending on advisories (id) where match_pending',
  // No foreign key and no second index: advisories are never deleted, and the first import writes 200,000 of them.
  `create table advisory_packages (
    package_name text collate "C" not null,
    advisory_id text collate "C" not null,
    primary key (package_name, advisory_id)
  )`,
  `create table advisory_feeds (
    source text primary key,
    cursor text,
    completed_at timestamptz,
    error text
  )`,
  `create table findings (
    package_version_id integer not null references package_versions on delete cascade,
    advisory_id text collate "C" not null references advisories on delete cascade,
    found_at timestamptz not null default now(),
    primary key (package_version_id, advisory_id)
  )`,
  'create index findings_advisory on findings (advisory_id)',
  `create table alerts (
    id integer generated always as identity primary key,
    installation_id bigint not null references installations on delete cascade,
    repository_id bigint not null references repositories on delete cascade,
    lockfile_id integer not null references lockfiles on delete cascade,
    package_name text collate "C" not null,
    kind text not null check (kind in ('vulnerability', 'malware')),
    group_key text collate "C" not null,
    advisory_ids text[] not null,
    versions text[] not null,
    severity text not null check (severity in ('critical', 'high', 'medium', 'low', 'unknown')),
    score real,
    summary text not null,
    fixes jsonb not null,
    ways jsonb not null default '{}',
    direct boolean not null,
    scopes text[] not null,
    path text[] not null,
    state text not null check (state in ('open', 'suppressed', 'resolved')),
    state_reason text,
    suppressed_until timestamptz,
    reopened_count integer not null default 0,
    published_at timestamptz,
    opened_at timestamptz not null,
    state_changed_at timestamptz not null,
    resolved_at timestamptz,
    unique (lockfile_id, package_name, group_key)
  )`,
  'create index alerts_installation on alerts (installation_id, state, severity, id)',
  'create index alerts_repository on alerts (repository_id)',
  "create index alerts_suppressed on alerts (suppressed_until) where state = 'suppressed'",
  `create table pending_refreshes (
    id bigint generated always as identity primary key,
    lockfile_id integer not null references lockfiles on delete cascade,
    package_name text collate "C" not null
  )`,
  'create index pending_refreshes_lockfile on pending_refreshes (lockfile_id)',
  `create table suppressions (
    id integer generated always as identity primary key,
    installation_id bigint not null references installations on delete cascade,
    repository_id bigint references repositories on delete cascade,
    source text not null,
    package_name text,
    advisory_id text,
    path text,
    reason text not null,
    author text,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    check (package_name is not null or advisory_id is not null)
  )`,
  'create index suppressions_installation on suppressions (installation_id, repository_id)',
  `create table evidence (
    installation_id bigint not null references installations on delete cascade,
    seq bigint not null check (seq > 0),
    at timestamptz not null,
    event text not null,
    subject text not null,
    data text not null,
    prev_hash text not null,
    hash text not null,
    primary key (installation_id, seq)
  )`,
  'create index evidence_subject on evidence (installation_id, subject)',
  `create table evidence_heads (
    installation_id bigint primary key references installations on delete cascade,
    seq bigint not null,
    hash text not null
  )`,
  `create table deliveries (
    guid text primary key,
    event text not null,
    action text,
    installation_id bigint,
    received_at timestamptz not null default now()
  )`,
  'create index deliveries_received on deliveries (received_at)',
  `create table api_tokens (
    id integer generated always as identity primary key,
    installation_id bigint not null references installations on delete cascade,
    name text not null,
    hash text not null unique,
    scopes text[] not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now()
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...statements, ...evidenceGuards, ...comments()]) await sql.raw(statement).execute(db);
}
