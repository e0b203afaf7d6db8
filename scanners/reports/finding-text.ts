import { type AlertFacts, type Way, wayOf } from '../alerts/index.ts';
import { isDevOnly } from '../lockfiles/is-dev-only.ts';
import { urlPart } from './url-part.ts';

/** What all formats say of a finding in the same words. Nothing here is escaped. */

/** The version that clears every finding on the package; null where none is known. */
export function fixOf({ fixes }: AlertFacts, version: string): string | null {
  return Object.hasOwn(fixes, version) ? (fixes[version] ?? null) : null;
}

/** One text for each of `facts.versions`. */
export function fixTexts(facts: AlertFacts): string[] {
  const none = { vulnerability: 'none yet', malware: 'none: remove it', 'maintainer-change': 'for people to judge' }[
    facts.kind
  ];
  return facts.versions.map((version) => fixOf(facts, version) ?? none);
}

/** Why each of `versions` is there: the shortest way from a project to the parent that asks for it. */
export function whyTexts(facts: AlertFacts, versions: readonly string[] = facts.versions): string[] {
  return versions.map((version) => textOf(wayOf(facts, version)));
}

/** The same as lines that stand for themselves: one where all came in the same way, else each with its version. */
export function whyLines(facts: AlertFacts, versions: readonly string[] = facts.versions): string[] {
  const texts = whyTexts(facts, versions);
  if (texts.length === 0) return [textOf(facts)];
  if (new Set(texts).size === 1) return texts.slice(0, 1);
  return texts.map((text, index) => `${versions[index]}: ${text}`);
}

/** The lines as running text. */
export function whyText(facts: AlertFacts, versions: readonly string[] = facts.versions): string {
  return whyLines(facts, versions).join('; ');
}

function textOf({ path, direct, scopes }: Way): string {
  const devOnly = isDevOnly({ scopes }) ? ' (dev)' : '';
  if (path.length > 0) return `${path.join(' > ')}${devOnly}`;
  return direct ? `direct${devOnly}` : 'nothing in the lockfile asks for it';
}

/** What is no mere flaw is said to be what it is: that matters more than the level. */
export function severityText({ kind, severity }: AlertFacts): string {
  return kind === 'vulnerability' ? severity : `${severity} (${kind.replace('-', ' ')})`;
}

/** Any OSV id has a page there. */
export function advisoryUrl(id: string): string {
  return `https://osv.dev/vulnerability/${urlPart(id)}`;
}

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
