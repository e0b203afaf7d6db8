import { type Kysely, sql } from 'kysely';

/** Runs of the planner, what is planned for each lockfile, and the pull requests that come of it. */
const statements = [
  `create table update_runs (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint references repositories (id) on delete cascade,
    trigger text not null,
    requested_by text,
    dry_run boolean not null default false,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
    cap integer not null,
    error text,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz
  )`,
  'create index update_runs_installation on update_runs (installation_id, id)',
  `create table update_plans (
    lockfile_id integer primary key references lockfiles (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    run_id integer references update_runs (id) on delete set null,
    commit_sha text not null,
    plan jsonb not null,
    skips_key text not null,
    error text,
    planned_at timestamptz not null
  )`,
  'create index update_plans_repository on update_plans (repository_id)',
  `create table update_run_plans (
    run_id integer not null references update_runs (id) on delete cascade,
    lockfile_id integer not null references lockfiles (id) on delete cascade,
    groups jsonb not null,
    skipped jsonb not null,
    error text,
    primary key (run_id, lockfile_id)
  )`,
  `create table update_pull_requests (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    lockfile_id integer not null references lockfiles (id) on delete cascade,
    branch text collate "C" not null,
    state text not null check (state in ('wanted', 'deferred', 'refused', 'open', 'merged', 'closed', 'rejected')),
    number integer,
    run_id integer references update_runs (id) on delete set null,
    title text not null,
    updates jsonb not null,
    claim text not null,
    content_key text,
    body_key text,
    proof jsonb,
    head_sha text,
    base_sha text,
    rank jsonb not null,
    reason text,
    halted boolean not null default false,
    deferred_at timestamptz,
    opened_at timestamptz,
    ended_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create unique index update_pull_requests_branch on update_pull_requests (repository_id, branch)
    where state in ('wanted', 'deferred', 'refused', 'open')`,
  'create index update_pull_requests_number on update_pull_requests (repository_id, number)',
  'create index update_pull_requests_installation on update_pull_requests (installation_id, state)',
  'create index update_pull_requests_run on update_pull_requests (run_id)',
  `alter table repositories
    add column dashboard_number integer,
    add column dashboard_key text`,
];

const texts: Record<string, Record<string, string>> = {
  update_runs: {
    '': 'A run of the planner over an installation, or over one repository of it.',
    repository_id: 'Null: every repository of the installation.',
    trigger: 'hourly, api, command, scan.',
    requested_by: 'Who asked for it, where a person did.',
    dry_run: 'Nothing is written to GitHub.',
    cap: 'Pull requests that it may open at most.',
  },
  update_plans: {
    '': 'What was planned for a lockfile last.',
    commit_sha: 'The commit whose files it was planned for.',
    plan: '{updates, skipped, alerts}: an UpdatePlan and what it is about.',
    skips_key: 'Hash of what was skipped and why, as told on evidence.',
    error: 'Why it could not be planned; null after a plan that could.',
  },
  update_run_plans: {
    '': 'What a run planned for a lockfile: kept as it was, for people to look at.',
    groups: 'One for each pull request that it would be: what it does, and what came of it.',
  },
  update_pull_requests: {
    '': 'An update pull request, from the wish for it to its end. One of a branch is current at a time.',
    state:
      'wanted (it has a place in run_id, and is not opened yet), deferred (the cap left it out), refused (edit or proof failed), open, merged, closed (by us), rejected (closed by a person).',
    run_id: 'The run in which it was given its place.',
    updates: 'PlannedUpdate[]: what it does.',
    claim: 'Hash of package and target versions: what a person who closed it has turned down.',
    content_key: 'Hash of the files that it was made from and of the steps: the same again is not made anew.',
    proof: 'UpdateProof: what the edit came to, for the text of the pull request; null before it was made.',
    body_key: 'Hash of title and text as we wrote them last: the same again is not written.',
    head_sha: 'The commit that we made last; another one on the branch is not ours.',
    rank: '{knownExploited, epss, severity, findings}: the order in which places are given.',
    reason: 'Why it is in that state, in words.',
    halted: 'People pushed to the branch: it is not changed by us any more.',
    deferred_at: 'Since when it waits for a place.',
  },
  repositories: {
    dashboard_number: 'The dashboard issue.',
    dashboard_key: 'Hash of what the dashboard issue says: the same is not written again.',
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
