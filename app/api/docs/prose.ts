import { html } from 'hono/html';
import type { Html } from '../../web/http-link.ts';

/** Descriptions are paragraphs with `code` in them, and no other Markdown. */
export function prose(text: string | undefined): Html {
  if (text === undefined) return html``;
  return html`${text.split('\n\n').map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;
}

export function inline(text: string | undefined): Html {
  const parts = (text ?? '').split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
