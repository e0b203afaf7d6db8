import { html } from 'hono/html';
import type { Html } from '../../web/http-link.ts';
import { alternatives, nameOf, type SchemaNode } from './schema-node.ts';

/** What values a schema takes, in words: `list of Alert`, `integer, 1 to 100`. */
export function describeType(node: SchemaNode): Html {
  if (node.$ref !== undefined) {
    const name = nameOf(node.$ref);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const several = alternatives(node);
  if (several.length > 1 || several[0] !== node) {
    const parts = several.filter((one) => Object.keys(one).some((key) => key !== 'description')).map(describeType);
    return html`${parts.map((part, index) => html`${index === 0 ? '' : ' or '}${part}`)}`;
  }
  const types = [node.type].flat().filter((type) => type !== undefined);
  const orNull = types.includes('null') ? ' or null' : '';
  if (types.includes('array')) return html`list of ${describeType(node.items ?? {})}${orNull}`;
  if (node.enum !== undefined) {
    const values = node.enum.filter((value) => value !== null);
    return html`${values.map((value, index) => html`${index === 0 ? '' : ', '}<code>${String(value)}</code>`)}${orNull}`;
  }
  const names = types.filter((type) => type !== 'null').map((type) => NAMES[type] ?? type);
  return html`${node.format === 'date-time' ? 'time (ISO 8601, UTC)' : names.join(' or ') || 'anything'}${bounds(node)}${orNull}`;
}

function bounds({ minimum, maximum, maxLength }: SchemaNode): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  return maxLength === undefined ? '' : `, at most ${maxLength} characters`;
}

const NAMES: Record<string, string> = { string: 'text', boolean: 'true or false', object: 'map', integer: 'integer' };
