import { type Kysely, sql } from 'kysely';

/** What the deploy gate goes by and what it decided: alerts of monitoring, decisions, overrides, deploys, badges, and runs that wait. */
const statements = [
  `create table monitoring_sources (
    installation_id bigint not null references installations (id) on delete cascade,
    source text collate "C" not null,
    heard_at timestamptz not null,
    watchdog_heard_at timestamptz,
    truncated jsonb not null default '{}',
    primary key (installation_id, source)
  )`,
  `create table monitoring_alerts (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    source text collate "C" not null,
    fingerprint text collate "C" not null,
    starts_at timestamptz not null,
    status text not null check (status in ('firing', 'resolved')),
    severity text not null check (severity in ('critical', 'high', 'unknown', 'medium', 'low')),
    title text not null,
    service text,
    environment text,
    repository_id bigint references repositories (id) on delete cascade,
    tags text[] not null,
    url text,
    labels jsonb not null,
    ends_at timestamptz,
    received_at timestamptz not null,
    changed_at timestamptz not null,
    unique (installation_id, source, fingerprint, starts_at)
  )`,
  "create index monitoring_alerts_firing on monitoring_alerts (installation_id, id) where status = 'firing'",
  "create index monitoring_alerts_resolved on monitoring_alerts (received_at) where status = 'resolved'",
  'create index monitoring_alerts_installation on monitoring_alerts (installation_id, id)',
  'create index monitoring_alerts_repository on monitoring_alerts (repository_id) where repository_id is not null',
  `create table gate_decisions (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    environment text not null,
    sha text,
    at timestamptz not null,
    asked_by_kind text not null check (asked_by_kind in ('action', 'token', 'protection-rule', 'check-run', 'cli')),
    asked_by text not null,
    run_id bigint,
    for_deploy boolean not null,
    verdict text not null check (verdict in ('allow', 'warn', 'block')),
    decided boolean not null,
    score integer,
    facts jsonb not null,
    policy jsonb not null,
    result jsonb not null
  )`,
  'create index gate_decisions_installation on gate_decisions (installation_id, id)',
  'create index gate_decisions_environment on gate_decisions (repository_id, lower(environment), at)',
  'create index gate_decisions_run on gate_decisions (repository_id, run_id) where run_id is not null',
  'create index gate_decisions_at on gate_decisions (at)',
  `create function refuse_decision_change() returns trigger language plpgsql as $$
  begin
    raise exception 'decisions of the gate are append-only: % refused', tg_op
      using errcode = 'insufficient_privilege', hint = 'A new decision is a new row; old ones go by the retention job.';
  end
  $$`,
  `create trigger gate_decisions_no_update before update or truncate on gate_decisions
    for each statement execute function refuse_decision_change()`,
  `create table gate_overrides (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    environment text not null,
    reason text not null,
    created_by text not null,
    approvals jsonb not null,
    url text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_by text,
    revoked_at timestamptz
  )`,
  'create index gate_overrides_environment on gate_overrides (repository_id, lower(environment), expires_at)',
  'create index gate_overrides_installation on gate_overrides (installation_id, id)',
  `create table deploys (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    environment text not null,
    at timestamptz not null,
    sha text,
    url text,
    source text not null check (source in ('deployment-status', 'action', 'api')),
    key text collate "C" not null,
    unique (repository_id, key)
  )`,
  'create index deploys_last on deploys (repository_id, lower(environment), at)',
  'create index deploys_installation on deploys (installation_id)',
  `create table badges (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    environment text not null,
    hash text not null unique,
    created_by text not null,
    created_at timestamptz not null
  )`,
  'create index badges_repository on badges (repository_id)',
  'create index badges_installation on badges (installation_id)',
  `create table gate_holds (
    id integer primary key generated always as identity,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    run_id bigint not null,
    environment text not null,
    deployment_id bigint,
    sha text,
    callback_path text not null,
    state text not null check (state in ('waiting', 'approved', 'rejected', 'gone')),
    comments integer not null default 0,
    status_hash text,
    requested_at timestamptz not null,
    next_look_at timestamptz not null,
    answered_at timestamptz
  )`,
  'create unique index gate_holds_one on gate_holds (repository_id, run_id, environment, coalesce(deployment_id, 0))',
  "create index gate_holds_due on gate_holds (next_look_at) where state = 'waiting'",
  'create index gate_holds_installation on gate_holds (installation_id, id)',
  `create table workflow_tokens (
    token text collate "C" primary key,
    question text not null,
    decision_id integer not null references gate_decisions (id) on delete cascade,
    expires_at timestamptz not null
  )`,
  'create index workflow_tokens_expired on workflow_tokens (expires_at)',
  'create index workflow_tokens_decision on workflow_tokens (decision_id)',
];

const texts: Record<string, Record<string, string>> = {
  monitoring_sources: {
    '': 'Who sends alerts from outside, and when it was heard last.',
    source: 'Name of the token that it sends with: a pair of Alertmanagers that share one is one source.',
    heard_at: 'When it sent anything last.',
    watchdog_heard_at:
      'When its watchdog was heard last: an alert that always fires, so that silence is told from health.',
    truncated:
      '{hash of a group: alerts that its last delivery left out}: what is not known. A delivery that is whole takes its group out.',
  },
  monitoring_alerts: {
    '': 'An alert that came from outside (Alertmanager and others), one for each time that it fired.',
    fingerprint: 'What tells it from the other alerts of its source, such as a hash of its labels.',
    starts_at: 'Since when it fires: firing again later is another row.',
    repository_id: 'Null: it counts for every repository of the installation.',
    environment: 'Null: it counts for every environment.',
    labels: 'As they came, within bounds.',
    ends_at: 'When it was resolved, by the word of its source.',
    received_at: 'When it was told of last.',
    changed_at: 'When it was told of first, and then when its status changed.',
  },
  gate_decisions: {
    '': 'What the gate decided, with the facts as they were: only ever added to.',
    asked_by: 'The name of a token, the run of a workflow, a login: whatever its kind has.',
    run_id: 'The workflow run that waits for it.',
    for_deploy:
      'A deploy went ahead or was held by it: such are on evidence. The others only told people how things stand.',
    decided: 'False: it could not be decided, since something that blocks is not known.',
    score: 'Trust score, 0 to 100; null: nothing of it is known.',
    facts: 'GateFacts.',
    policy: 'GatePolicy.',
    result: 'Verdict.',
  },
  gate_overrides: {
    '': 'A person said that a block does not hold for one environment, until it ends.',
    approvals: '{login, permission, at}[]: who agreed, whoever made it first, with the permission that they had then.',
    url: 'Where it was asked for.',
  },
  deploys: {
    '': 'Deploys that succeeded.',
    key: 'What tells it from others of the repository, such as deployment:123: the same told again is no second one.',
  },
  badges: {
    '': 'A badge that somebody asked for: whoever has its address sees the score of one repository and environment.',
    hash: 'SHA-256 of the token in its address, hex: the token itself is not kept.',
  },
  workflow_tokens: {
    '': 'OIDC tokens of workflows that a decision was given for: each asks one question, once, or again where its answer was lost.',
    token: 'SHA-256 of its issuer and jti, hex.',
    question: 'SHA-256 of what was asked, hex.',
  },
  gate_holds: {
    '': 'A job of a workflow that GitHub holds until the gate answers (deployment protection rule).',
    deployment_id: 'Null where GitHub did not say it.',
    callback_path: 'Path at the API of GitHub that the answer is sent to: its host is never taken from outside.',
    state: 'gone: the run was cancelled, or GitHub would not wait any longer.',
    comments: 'Status comments that were sent: GitHub takes ten.',
    status_hash: 'Hash of what the last one said: the same is not said again.',
    next_look_at:
      'When it is decided anew at the latest: moved ahead of whoever takes it, and here when something changes.',
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
