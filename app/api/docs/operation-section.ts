import { html } from 'hono/html';
import type { Html } from '../../web/http-link.ts';
import { describeType } from './describe-type.ts';
import { exampleOf } from './example-of.ts';
import { fieldTable } from './field-table.ts';
import { inline, prose } from './prose.ts';
import type { SchemaNode } from './schema-node.ts';

export interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: SchemaNode }[];
  requestBody?: { content: Record<string, { schema: SchemaNode }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: SchemaNode; example?: unknown }> }
  >;
}

interface Route {
  method: string;
  path: string;
  operation: Operation;
}

export function operationSection({ method, path, operation }: Route): Html {
  const { operationId, summary, description, parameters = [], responses } = operation;
  const body = operation.requestBody?.content['application/json']?.schema;
  const scopes = operation.security?.flatMap((entry) => Object.values(entry).flat()) ?? [];
  return html`<section class="doc" id="operation-${operationId}">
<h2>${summary}</h2>
<p><span class="method">${method}</span> <code>${path}</code>${scopes.map((scope) => html` <span class="tag">${scope}</span>`)}</p>
${prose(description)}
${parameters.length === 0 ? '' : html`<h3>Parameters</h3>${parameterTable(parameters)}`}
<h3>Request</h3>
${body === undefined ? '' : fieldTable(body)}
<pre><code>curl ${method === 'get' ? '' : html`-X ${method.toUpperCase()} `}-H "Authorization: Bearer $LOCKKEEPER_TOKEN"${body === undefined ? '' : html` -H 'Content-Type: application/json' -d '${JSON.stringify(exampleOf(requiredOf(body), {}))}'`} "$LOCKKEEPER${filledPath(path, parameters)}"</code></pre>
<h3>Answers</h3>
<table class="fields"><thead><tr><th scope="col">Status</th><th scope="col">Body</th><th scope="col">When</th></tr></thead>
<tbody>${Object.entries(responses).map(([status, { description, content }]) => {
    const [[mediaType, body] = []] = Object.entries(content ?? {});
    return html`<tr><td><code>${status}</code></td><td>${body === undefined ? '' : bodyType(body.schema)}${mediaType === 'application/problem+json' ? html` <code>${mediaType}</code>` : ''}</td><td>${inline(description)}</td></tr>`;
  })}</tbody></table>
${answerExample(responses)}
</section>`;
}

/** The least that can be sent, and what our descriptions give an example of. */
function requiredOf(body: SchemaNode): SchemaNode {
  const fields = Object.entries(body.properties ?? {});
  const told = fields.filter(([name, field]) => body.required?.includes(name) || field.example !== undefined);
  return { type: 'object', properties: Object.fromEntries(told) };
}

function parameterTable(parameters: NonNullable<Operation['parameters']>): Html {
  return html`<table class="fields"><thead><tr><th scope="col">Parameter</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${parameters.map(({ name, in: place, required, description, schema }) => {
    const standard = schema.default === undefined ? '' : html` Default: <code>${String(schema.default)}</code>.`;
    const example = schema.example === undefined ? '' : html` Example: <code>${String(schema.example)}</code>.`;
    return html`<tr><td><code>${name}</code> <span class="tag">${place}${required ? ', required' : ''}</span></td><td>${describeType(schema)}</td><td>${inline(description ?? schema.description)}${standard}${example}</td></tr>`;
  })}</tbody></table>`;
}

function bodyType(schema: SchemaNode): Html {
  if (schema.$ref !== undefined) return describeType(schema);
  const fields = Object.entries(schema.properties ?? {});
  return html`${fields.map(([name, field], index) => html`${index === 0 ? '' : ', '}<code>${name}</code>: ${describeType(field)}`)}`;
}

function answerExample(responses: Operation['responses']): Html {
  const example = (responses['200'] ?? responses['201'] ?? responses['202'])?.content?.['application/json']?.example;
  if (example === undefined) return html``;
  return html`<details><summary>Example of an answer</summary><pre><code>${JSON.stringify(example, null, 2)}</code></pre></details>`;
}

function filledPath(path: string, parameters: NonNullable<Operation['parameters']>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    return encodeURIComponent(String(parameter?.schema.example ?? name));
  });
}
