import { type Kysely, sql } from 'kysely';

/** Comments whose commands were carried out: once, whatever becomes of the comment. */
const statements = [
  `create table handled_comments (
    comment_id bigint primary key,
    installation_id bigint not null references installations (id) on delete cascade,
    repository_id bigint not null references repositories (id) on delete cascade,
    number integer not null,
    author text not null,
    suppressions integer[] not null,
    owed jsonb not null,
    reaction text not null,
    answer text not null,
    commented_at timestamptz not null,
    handled_at timestamptz not null,
    answered_at timestamptz
  )`,
  'create index handled_comments_conversation on handled_comments (repository_id, number)',
  'create index handled_comments_installation on handled_comments (installation_id)',
];

const texts: Record<string, string> = {
  '': 'A comment with commands that were carried out, in the same transaction: it is never carried out again.',
  comment_id: "GitHub's id of the comment.",
  number: 'The pull request or issue that it stands under.',
  suppressions: 'Suppressions that it made.',
  owed: '{installation_id, repository_id, package_name}[]: the reach of what it changed.',
  reaction: 'What it is answered with, beside the text.',
  answer: 'The text that it is answered with, in Markdown.',
  commented_at: 'When it was written, by the clock of GitHub: the answer is younger.',
  answered_at: 'When GitHub had the answer; null: it is owed.',
};

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  for (const [column, text] of Object.entries(texts)) {
    const what = column === '' ? 'table handled_comments' : `column handled_comments.${column}`;
    await sql.raw(`comment on ${what} is '${text.replaceAll("'", "''")}'`).execute(db);
  }
}
