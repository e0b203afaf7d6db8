import { plainText } from './plain-text.ts';

/** Breaks up what GitHub would turn into a mention, a reference or a link, and is not seen itself. */
const BREAK = '&#8203;';
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const ACTIVE = /[&<>"']|[\\`*_[\](){}|~!$^=]|[@#]|:\/\/|\b(?:www|ftp)\.|\bGH-(?=\d)|\b(?:mailto|xmpp):/gi;

/**
 * Text from outside for the middle of a Markdown line or table cell: it shows as it is, and formats, mentions
 * (`@name`), refers (`#1`, `GH-1`), links and embeds nothing.
 */
export function escapeMarkdown(text: string, longest?: number): string {
  return plainText(text, longest).replace(ACTIVE, (found) => {
    if (found.length > 1) return `${found.slice(0, -1)}${BREAK}${found.slice(-1)}`;
    if (found === '@' || found === '#') return `${found}${BREAK}`;
    return ENTITIES[found] ?? `\\${found}`;
  });
}
