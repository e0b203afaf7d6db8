import { html, raw } from 'hono/html';
import type { Html } from '../../app/web/http-link.ts';
import { STYLE } from '../../app/web/style.ts';

/** The App's own style, and what conversations need beside it. */
export const PAGES_STYLE = `${STYLE}
.doc .list{list-style:disc;padding-left:22px}.doc .list li{margin-top:4px}.doc .fields td:first-child,.doc .fields td:nth-child(2){width:auto;color:inherit}.doc .wide{overflow:auto}.doc .wide .fields{overflow-wrap:normal}.doc .wide .fields code{overflow-wrap:anywhere}
.doc hr{border:0;border-top:1px solid var(--line);margin:14px 0}.doc .said{color:var(--soft);border-bottom:1px solid var(--faint);padding-bottom:8px;margin-bottom:10px}.doc .said strong{color:var(--ink)}
.diff span{display:block;white-space:pre-wrap}.diff .added{color:var(--fix)}.diff .removed{color:var(--critical-ink)}.diff .gap{color:var(--soft)}
.answer{display:grid;gap:10px}.answer .row{display:flex;flex-wrap:wrap;gap:10px;align-items:center}
textarea,select{font:inherit;padding:8px 10px;color:var(--ink);background:var(--page);border:1px solid var(--soft);border-radius:6px}textarea{width:100%}
`;

export interface Frame {
  title: string;
  body: Html;
  /** Seconds after which the page is loaded anew. */
  again?: number;
}

/** The frame of the emulated GitHub's pages. */
export function frame({ title, body, again }: Frame): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${again === undefined ? '' : html`<meta http-equiv="refresh" content="${again}">`}
<title>${title} · emulated GitHub</title>
<link rel="icon" href="data:,">
<style>${raw(PAGES_STYLE)}</style>
</head>
<body>
<header class="top"><a class="brand" href="/">Emulated GitHub</a><span class="account">as the demo's Lockkeeper writes to it</span></header>
<main id="main">
${body}
</main>
</body>
</html>`;
}
