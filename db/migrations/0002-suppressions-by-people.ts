import { type Kysely, sql } from 'kysely';

/** What people say of a suppression beyond a configuration, whether it was ever of use, and evidence by month. */
const statements = [
  `alter table suppressions
    add column ecosystem text not null default 'npm',
    add column range text,
    add column dev_only boolean not null default false,
    add column used_at timestamptz,
    add column expiry_noted_at timestamptz,
    add check (range is null or package_name is not null)`,
  // Those that ended before anyone kept a record of it.
  'update suppressions set expiry_noted_at = now() where expires_at <= now()',
  `create index suppressions_expiring on suppressions (expires_at)
    where expiry_noted_at is null and expires_at is not null`,
  'create index evidence_at on evidence (installation_id, at, seq)',
  "comment on column suppressions.ecosystem is 'Of the package; npm is the only one that is read today.'",
  "comment on column suppressions.range is 'Versions that the package must not be updated to; where it is set, alerts stay open. Null: alerts are held back.'",
  "comment on column suppressions.dev_only is 'Only for what nothing but development needs.'",
  "comment on column suppressions.used_at is 'When it was first found to be about an alert; null: never.'",
  "comment on column suppressions.expiry_noted_at is 'When evidence was given that it ended.'",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
