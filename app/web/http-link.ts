import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { visible } from './visible.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A link to somewhere else, for http(s) addresses only: of any other the text is shown and nothing to click. */
export function httpLink(address: string, text: string): Html {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return html`${visible(text)}`;
  return html`<a href="${url.href}" rel="noopener noreferrer" target="_blank">${visible(text)}</a>`;
}
