import { html } from 'hono/html';
import type { Html } from '../../web/http-link.ts';
import { describeType } from './describe-type.ts';
import { inline } from './prose.ts';
import type { SchemaNode } from './schema-node.ts';

/** The fields of an object, those of objects within it as `outer.inner`. */
export function fieldTable(node: SchemaNode): Html {
  return html`<table class="fields"><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows(node, '')}</tbody></table>`;
}

function rows(node: SchemaNode, prefix: string): Html[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const optional = node.required?.includes(name) ? '' : html` <span class="tag">optional</span>`;
    const inner = innerObject(property);
    const row = html`<tr><td><code>${path}</code>${optional}</td><td>${describeType(property)}</td><td>${inline(property.description)}</td></tr>`;
    return inner === undefined ? [row] : [row, ...rows(inner.node, `${path}${inner.suffix}`)];
  });
}

function innerObject(node: SchemaNode): { node: SchemaNode; suffix: string } | undefined {
  if (node.properties !== undefined) return { node, suffix: '.' };
  if (node.items?.properties !== undefined) return { node: node.items, suffix: '[].' };
  return undefined;
}
