import { createHash } from 'node:crypto';
import { canonicalJson } from '../../db/canonical-json.ts';
import type { Severity } from '../../scanners/osv/index.ts';

/** Bounds of what is kept of one alert: what is longer is cut, what is more is left off. */
export const BOUNDS = { labels: 64, label: 200, value: 1000, title: 300, name: 200, tags: 100, tag: 200, url: 2000 };

/**
 * What a source calls severe, in our levels. Words that nobody here knows are `unknown`, which no threshold lets pass; `none` is said by alerts
 * that are not about anything being wrong, such as those that hold others back.
 */
export function severityOf(word: string | undefined): Severity {
  return SEVERITY_WORDS.get(word?.trim().toLowerCase() ?? '') ?? 'unknown';
}

const SEVERITY_WORDS = new Map<string, Severity>([
  ['critical', 'critical'],
  ['page', 'critical'],
  ['high', 'high'],
  ['error', 'high'],
  ['medium', 'medium'],
  ['warning', 'medium'],
  ['low', 'low'],
  ['info', 'low'],
  ['none', 'low'],
]);

/** Strings of an object from outside, within bounds. */
export function labelsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && key.length <= BOUNDS.label ? [[key, cut(inner, BOUNDS.value)] as const] : [],
  );
  return Object.fromEntries(entries.slice(0, BOUNDS.labels));
}

/** Those of a label `tags` (with commas), and every label as `key:value`. */
export function tagsOf({ tags = '', ...labels }: Readonly<Record<string, string>>): string[] {
  const named = tags.split(',').map((tag) => tag.trim());
  const all = [...named, ...Object.entries(labels).map(([key, value]) => `${key}:${value}`)];
  return boundedTags(all);
}

export function boundedTags(tags: readonly string[]): string[] {
  return [...new Set(tags)].filter((tag) => tag !== '' && tag.length <= BOUNDS.tag).slice(0, BOUNDS.tags);
}

/** `owner/name`; what is written otherwise names none. */
export function repositoryOf(text: string | undefined): { owner: string; name: string } | null {
  const [, owner, name] = /^([\w.-]{1,39})\/([\w.-]{1,100})$/.exec(text?.trim() ?? '') ?? [];
  return owner === undefined || name === undefined ? null : { owner, name };
}

/** An address that can be linked to; any other is left out. */
export function linkOf(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > BOUNDS.url || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

export function nameOf(text: string | undefined): string | null {
  const name = text?.trim() ?? '';
  return name === '' ? null : cut(name, BOUNDS.name);
}

/** Stands for something that its source has no name for. */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);
}

export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
