import { type Kysely, sql } from 'kysely';

/** Who maintains the packages that are depended on, how they were published, what that is judged to be, and what people were told. */
const statements = [
  `create table tracked_packages (
    name text collate "C" primary key,
    direct boolean not null,
    registry text,
    etag text,
    seen jsonb,
    maintainers text[],
    repository text,
    first_published_at timestamptz,
    baseline_at timestamptz,
    polled_at timestamptz,
    next_poll_at timestamptz not null default '-infinity',
    failures integer not null default 0,
    problem text,
    missing_since timestamptz,
    checks_due_at timestamptz,
    checked_at timestamptz,
    check_requests integer not null default 0,
    judge_pending boolean not null default false,
    judged_until bigint not null default 0,
    created_at timestamptz not null default now()
  )`,
  'create index tracked_packages_due on tracked_packages (direct, next_poll_at)',
  'create index tracked_packages_polled on tracked_packages (polled_at)',
  'create index tracked_packages_maintainers on tracked_packages using gin (maintainers)',
  'create index tracked_packages_checks on tracked_packages (checks_due_at) where checks_due_at is not null',
  'create index tracked_packages_checked on tracked_packages (checked_at)',
  'create index tracked_packages_judge on tracked_packages (name) where judge_pending',
  `create table trust_ledger (
    id bigint primary key generated always as identity,
    package_name text collate "C" not null,
    at timestamptz not null,
    seen_at timestamptz not null,
    history boolean not null,
    kind text not null,
    version text collate "C",
    publisher text,
    data jsonb not null
  )`,
  'create index trust_ledger_package on trust_ledger (package_name, id)',
  "create index trust_ledger_publisher on trust_ledger (publisher, at) where kind = 'published'",
  "create index trust_ledger_published on trust_ledger (at) where kind = 'published'",
  "create index trust_ledger_sets on trust_ledger (package_name, at) where kind in ('baseline', 'maintainers')",
  `create function refuse_ledger_change() returns trigger language plpgsql as $$
  begin
    raise exception 'the trust ledger is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
  end
  $$`,
  `create trigger trust_ledger_no_change before update or delete or truncate on trust_ledger
    for each statement execute function refuse_ledger_change()`,
  `create table maintainer_changes (
    id integer primary key generated always as identity,
    package_name text collate "C" not null,
    started_at timestamptz not null,
    last_signal_at timestamptz not null,
    level text not null check (level in ('info', 'low', 'medium', 'high', 'critical')),
    score integer not null,
    weights integer not null,
    signals jsonb not null,
    maintainers jsonb,
    versions text[] not null,
    reverted boolean not null,
    malware text,
    merged_into integer references maintainer_changes (id) on delete cascade,
    opened_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  'create unique index maintainer_changes_start on maintainer_changes (package_name, started_at) where merged_into is null',
  'create index maintainer_changes_recent on maintainer_changes (last_signal_at)',
  'create index maintainer_changes_merged on maintainer_changes (merged_into) where merged_into is not null',
  `create table maintainer_decisions (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    change_id integer not null references maintainer_changes (id) on delete cascade,
    kind text not null check (kind in ('accept', 'investigate')),
    author text not null,
    reason text,
    person text,
    signals_until timestamptz not null,
    decided_at timestamptz not null
  )`,
  'create index maintainer_decisions_change on maintainer_decisions (change_id, installation_id)',
  'create index maintainer_decisions_installation on maintainer_decisions (installation_id)',
  `create table maintainer_reports (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    key text collate "C" not null,
    issue_number integer,
    issue_key text,
    state text not null check (state in ('owed', 'open', 'closed')),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (repository_id, key)
  )`,
  'create index maintainer_reports_installation on maintainer_reports (installation_id, state)',
  `create table maintainer_report_changes (
    report_id integer not null references maintainer_reports (id) on delete cascade,
    change_id integer not null references maintainer_changes (id) on delete cascade,
    signals_until timestamptz,
    primary key (report_id, change_id)
  )`,
  'create index maintainer_report_changes_change on maintainer_report_changes (change_id)',
  `create table ledger_keys (
    purpose text primary key,
    key text not null
  )`,
  'alter table alerts drop constraint alerts_kind_check',
  `alter table alerts add constraint alerts_kind_check
    check (kind in ('vulnerability', 'malware', 'maintainer-change'))`,
  `create index alerts_maintainer_changes on alerts (lockfile_id)
    where kind = 'maintainer-change' and state <> 'resolved'`,
  // What the lockfiles of a database that is older than this hold.
  `insert into tracked_packages (name, direct)
    select v.name, bool_or(d.direct) from package_versions v join dependencies d on d.package_version_id = v.id group by v.name`,
];

const texts: Record<string, Record<string, string>> = {
  tracked_packages: {
    '': 'A package that some lockfile holds: asked of its registry once for the whole database.',
    direct: 'A project asks for it itself, somewhere: such are asked about every hour.',
    registry: 'The address that it was last asked of; another one starts anew.',
    etag: 'Sent back to ask whether its document changed; written with what was learned from it.',
    seen: 'SeenSnapshot: what is remembered of the last document, to tell what changed; null before the first.',
    maintainers: 'Names of who may publish it now; null: the registry does not say.',
    repository: 'Where its source is, as its document says it.',
    first_published_at: 'When its first version was published; null: not known.',
    baseline_at: 'When it was first seen: what held then is no change.',
    failures: 'Polls that failed one after the other.',
    problem:
      'Why the last poll gave nothing, or what is wrong with where the package comes from; null where nothing is.',
    missing_since: 'Since when the registry says that it does not know it; null where it does.',
    checks_due_at:
      'When something beyond its document is to be looked up (git tags, attestations, domains); null: nothing.',
    checked_at: 'When registries were last asked about it for that.',
    check_requests: 'How often within the hour before: it counts for the budget.',
    judge_pending: 'Its ledger has entries that were not judged yet.',
    judged_until: 'Id of the last entry of its ledger that was judged.',
  },
  trust_ledger: {
    '': 'What was learned of packages, in the order in which it was learned: only ever added to.',
    at: 'When it came true, as the registry says it; where it does not, when it was seen.',
    seen_at: 'When it was learned.',
    history: 'Read out of the past that the document tells, when the package was first seen.',
    kind: 'baseline, maintainers, published, unpublished, deprecated, dist-tag, provenance, git-tag, email-domain, dependency-age.',
    publisher: 'Of kind published: the account.',
    data: 'The rest of the LedgerEntry.',
  },
  maintainer_changes: {
    '': 'What happened to a package within a while, as it was judged last. The same for every installation.',
    started_at: 'Of its first signal: what tells one change of a package from the next.',
    score: '0 to 100, by the table of weights.',
    weights: 'Version of the table of weights.',
    signals: 'TrustSignal[], the heaviest first.',
    maintainers: '{before, after}: Person[]; null where the set did not change.',
    versions: 'Published within it: updates do not lead to them while it is open.',
    reverted: 'Whoever is there now is again who was there before.',
    malware: 'The advisory that says that one of its versions is malware.',
    merged_into: 'The change that it turned out to be a part of: it is no longer judged by itself.',
  },
  maintainer_decisions: {
    '': 'What people of an installation decided about a change.',
    person: 'Who is to look into it, for kind investigate.',
    signals_until: 'The last signal that they knew of: a further one is theirs to decide anew.',
  },
  maintainer_reports: {
    '': 'An issue that tells of changes, or that is owed.',
    key: 'What it is about: day:2026-11-25 (the changes of a day), or change:12 and those that are the same event elsewhere.',
    issue_key: 'Hash of what the issue says: the same is not written again.',
  },
  maintainer_report_changes: {
    '': 'Which changes an issue tells of.',
    signals_until: 'The last signal that it tells of: a further one opens it again. Null: it does not tell of it yet.',
  },
  ledger_keys: {
    '': 'Keys that this database made for itself.',
    key: 'Hex. Of purpose email: hashes of addresses are keyed with it, so that nobody can try addresses out without the database.',
  },
};

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  for (const [table, columns] of Object.entries(texts)) {
    for (const [column, text] of Object.entries(columns)) {
      const what = column === '' ? `table ${table}` : `column ${table}.${column}`;
      await sql.raw(`comment on ${what} is '${text.replaceAll("'", "''")}'`).execute(db);
    }
  }
}
