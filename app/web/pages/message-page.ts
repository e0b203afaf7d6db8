import { html } from 'hono/html';
import type { ApiToken } from '../../../db/api-tokens.ts';
import type { Html } from '../http-link.ts';
import { layout } from '../parts/layout.ts';

/** A page that only says something: what is wrong, and where to go from there. */
export function messagePage({ title, text, token }: { title: string; text: string; token?: ApiToken }): Html {
  const body = html`<div class="empty"><h1>${title}</h1><p>${text}</p><p><a href="/">Open alerts</a></p></div>`;
  return layout({ title, token, body });
}
