import { html } from 'hono/html';
import type { Html } from '../../web/http-link.ts';
import { layout } from '../../web/parts/layout.ts';
import type { OpenApiDocument } from '../openapi-document.ts';
import { PROBLEMS } from '../problem.ts';
import { TOKEN_SCOPES } from '../token-scopes.ts';
import { fieldTable } from './field-table.ts';
import { type Operation, operationSection } from './operation-section.ts';
import { prose } from './prose.ts';
import type { Schemas } from './schema-node.ts';

/** The OpenAPI document for people: one page, with nothing to load and nothing to run. */
export function docsPage(document: OpenApiDocument): Html {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ method, path, operation })),
  );
  const objects = Object.entries(schemas).filter(([, schema]) => schema.properties !== undefined);
  const body = html`<section class="doc">
<h1>Lockkeeper API</h1>
<p>Version ${document.info.version} · <a href="/api/v1/openapi.json">OpenAPI document</a></p>
${prose(document.info.description)}
<ul class="contents">
${routes.map(({ method, path, operation }) => html`<li><a href="#operation-${operation.operationId}">${operation.summary}</a> <code>${method.toUpperCase()} ${path}</code></li>`)}
<li><a href="#authentication">Tokens</a></li><li><a href="#problems">Problems</a></li><li><a href="#schemas">Schemas</a></li>
</ul>
</section>
<section class="doc" id="authentication"><h2>Tokens</h2>
<p>Every route wants the header <code>Authorization: Bearer lk_…</code>. <code>lockkeeper token create</code> makes a token for one installation; its secret is shown once, and only a hash of it is kept. <code>lockkeeper token list</code> and <code>lockkeeper token revoke</code> do what they say.</p>
<table class="fields"><thead><tr><th scope="col">Scope</th><th scope="col">May reach</th></tr></thead>
<tbody>${Object.entries(TOKEN_SCOPES).map(([scope, meaning]) => html`<tr><td><code>${scope}</code></td><td>${meaning}</td></tr>`)}</tbody></table>
</section>
${routes.map((route) => operationSection(route))}
<section class="doc" id="problems"><h2>Problems</h2>
<p>An error is an <code>application/problem+json</code> with a <a href="#schema-Problem">Problem</a>. Its <code>type</code> is one of these.</p>
<table class="fields"><thead><tr><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Title</th></tr></thead>
<tbody>${Object.entries(PROBLEMS).map(([code, { status, title }]) => html`<tr id="problem-${code}"><td><code>/api/docs#problem-${code}</code></td><td>${status}</td><td>${title}</td></tr>`)}</tbody></table>
</section>
<section class="doc" id="schemas"><h2>Schemas</h2><p>${objects.map(([name]) => html`<a href="#schema-${name}">${name}</a> `)}</p></section>
${Object.entries(schemas).map(
  ([name, schema]) => html`<section class="doc" id="schema-${name}"><h2>${name}</h2>${prose(schema.description)}
${schema.properties === undefined ? html`<p>${(schema.enum ?? []).map((value) => html`<code>${String(value)}</code> `)}</p>` : fieldTable(schema)}</section>`,
)}`;
  return layout({ title: 'API', body });
}
