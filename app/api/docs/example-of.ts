import { alternatives, nameOf, type SchemaNode, type Schemas } from './schema-node.ts';

/** A value that fits a schema, from the examples that stand in it. Our schemas hold no circles. */
export function exampleOf(node: SchemaNode, schemas: Schemas): unknown {
  if (node.example !== undefined) return node.example;
  if (node.$ref !== undefined) return exampleOf(schemas[nameOf(node.$ref)] ?? {}, schemas);
  if (node.default !== undefined) return node.default;
  if (node.enum !== undefined) return node.enum[0];
  const [first = node] = alternatives(node).filter((one) => one.type !== 'null');
  if (first !== node) return exampleOf(first, schemas);
  const types = [node.type].flat();
  if (types.includes('object')) {
    const properties = Object.entries(node.properties ?? {});
    return Object.fromEntries(properties.map(([name, property]) => [name, exampleOf(property, schemas)]));
  }
  if (types.includes('array')) return node.items === undefined ? [] : [exampleOf(node.items, schemas)];
  if (types.includes('null')) return null;
  if (types.includes('integer') || types.includes('number')) return node.minimum ?? 1;
  if (types.includes('boolean')) return true;
  return node.format === 'date-time' ? '2026-03-01T12:00:00.000Z' : 'text';
}
