import { type RawBuilder, sql } from 'kysely';

/**
 * Rows as one parameter, however many they are: `json_to_recordset(…) as name(columns)`, to select or insert from.
 * Columns are ours, never from outside: `id integer, scopes text[]`.
 */
export function jsonRows(rows: readonly object[], name: string, columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${storableJson(rows)}::text::json) as ${sql.ref(name)}(${sql.raw(columns)})`;
}

/** JSON that PostgreSQL takes: no NUL and no half of a surrogate pair, which its text cannot hold. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Both can only stand there as escapes, and hardly ever do.
  return text.includes('\\u0000') || text.includes('\\ud') ? JSON.stringify(clean(value)) : text;
}

/** Text that PostgreSQL takes; what it cannot hold becomes U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), clean(inner)]));
}
