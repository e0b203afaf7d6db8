import { escapeMarkdown } from '../../scanners/reports/escape-markdown.ts';
import type { EvidenceLink } from '../verdict.ts';

const LONGEST = 1000;

/**
 * A link whose address came from outside, or only its text where the address is not one of the web: nothing else can be behind it, such as
 * script, an account's password, or the end of the link.
 */
export function safeLink({ text, url }: EvidenceLink): string {
  const shown = escapeMarkdown(text, 400);
  const address = url === undefined ? undefined : webAddress(url);
  return address === undefined ? shown : `[${shown}](${address})`;
}

/** As Markdown takes it between round brackets; undefined where it is none. */
export function webAddress(url: string): string | undefined {
  if (url.length > LONGEST) return undefined;
  const read = URL.parse(url);
  if (read === null || !/^https?:$/.test(read.protocol) || read.username !== '' || read.password !== '')
    return undefined;
  return read.href.replace(
    /[()<>[\]\\|*_~`'"\s]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
