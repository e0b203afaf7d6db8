import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** The OpenAPI document as a judge of answers: every object is closed here, so that an undocumented field is a fault. */
export function readContract(document: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed(document) as object, 'openapi');
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { security, operationId }]) => {
      return { path, method, operationId, scopes: security.map(({ token }) => token[0]!) };
    }),
  );
  const routeOf = (path: string) => {
    const bare = path.split('?')[0]!.replace(/(@[^/%]+)\//, '$1%2F');
    return Object.keys(document.paths).find((route) =>
      new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(bare),
    )!;
  };
  const validators = new Map<string, ValidateFunction>();

  return {
    operations,
    routeOf,
    check(method: string, path: string, response: Response, body: unknown): unknown[] {
      const mediaType = response.headers.get('content-type')!.split(';')[0]!;
      const pointer = [
        'paths',
        routeOf(path),
        method,
        'responses',
        String(response.status),
        'content',
        mediaType,
        'schema',
      ]
        .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/');
      const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#/${pointer}` });
      validators.set(pointer, validate);
      return validate(body) ? [] : (validate.errors ?? []);
    },
  };
}

export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

interface Operation {
  operationId: string;
  summary: string;
  security: { token: string[] }[];
  parameters?: { name: string; description?: string }[];
  responses: Record<string, { description: string; content: Record<string, { example: unknown }> }>;
}

function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}

/** A path of the document as a request of two-installations.ts finds something at. */
export function filled(path: string): string {
  return path
    .replace('/alerts/{id}', '/alerts/1')
    .replace('/suppressions/{id}', '/suppressions/999')
    .replace('/decisions/{id}', '/decisions/1')
    .replace('/overrides/{id}', '/overrides/999')
    .replace('/badges/{id}', '/badges/999')
    .replace(/trust-score$/, 'trust-score?repository=1001')
    .replace('/update-runs/{id}', '/update-runs/1')
    .replace('{name}', 'lodash')
    .replace('{id}', 'GHSA-ours-0000-0001')
    .replace(/packages$/, 'packages?maintainer_changed=7d')
    .replace(/evidence$/, 'evidence?month=2026-03');
}
