import { html, raw } from 'hono/html';
import type { ApiToken } from '../../../db/api-tokens.ts';
import type { Html } from '../http-link.ts';
import { STYLE } from '../style.ts';
import { visible } from '../visible.ts';

/** The frame of every page. `token`: who is signed in. */
export function layout({ title, token, body }: { title: string; token?: ApiToken; body: Html }): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} · Lockkeeper</title>
<link rel="icon" href="data:image/svg+xml,${raw(encodeURIComponent(ICON))}">
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="/">${raw(MARK)}<span>Lockkeeper</span></a>
${token === undefined ? '' : html`<span class="account">${visible(token.account_login)}</span>`}
<nav aria-label="Pages"><a href="/api/docs">API</a>${
    token === undefined
      ? ''
      : html`<form method="post" action="/sign-out"><button class="quiet" type="submit">Sign out</button></form>`
  }</nav>
</header>
<main id="main">
${body}
</main>
</body>
</html>`;
}

/** A keyhole in a shield. */
const SHAPE =
  'M12 1.5 3.5 4.6v6.2c0 5.3 3.5 9.6 8.5 11.7 5-2.1 8.5-6.4 8.5-11.7V4.6L12 1.5Zm0 6.3a2.6 2.6 0 0 1 1.3 4.85l.8 4.1h-4.2l.8-4.1A2.6 2.6 0 0 1 12 7.8Z';
const MARK = `<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path fill-rule="evenodd" d="${SHAPE}"/></svg>`;
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#2f6f5e" fill-rule="evenodd" d="${SHAPE}"/></svg>`;
