import { type core, ZodArray, ZodObject, ZodOptional, ZodRecord } from 'zod';

/** The keys that a schema knows at a path, for "did you mean"; none where what is there is no map. */
export function knownKeys(schema: core.$ZodType, path: readonly PropertyKey[]): string[] {
  if (schema instanceof ZodOptional) return knownKeys(schema.unwrap(), path);
  const [key, ...rest] = path;
  if (key === undefined) return schema instanceof ZodObject ? Object.keys(schema.shape) : [];
  if (schema instanceof ZodArray) return knownKeys(schema.element, rest);
  if (schema instanceof ZodRecord) return knownKeys(schema.valueType, rest);
  if (!(schema instanceof ZodObject) || !Object.hasOwn(schema.shape, key)) return [];
  return knownKeys(schema.shape[String(key)]!, rest);
}
