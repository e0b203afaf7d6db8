import type { Hook, z } from '@hono/zod-openapi';
import type { ApiEnv } from './api-context.ts';
import { Problem } from './problem.ts';

/** Answers parameters that do not fit their schema, all at once. Schemas' messages say what is expected. */
// biome-ignore lint/suspicious/noExplicitAny: the type of every route's input, as the library has it
export const invalidParameters: Hook<any, ApiEnv, string, any> = (result) => {
  if (result.success) return;
  const given = (result as unknown as { data: Record<string, unknown> }).data;
  const parameters = result.error.issues.flatMap((issue) => faultsOf(issue, given)).slice(0, 20);
  const [first = { name: 'request', expected: 'valid parameters', found: 'others' }] = parameters;
  throw new Problem('invalid-parameter', {
    expected: `${first.name} to be ${first.expected}`,
    found: first.found,
    cure: 'Correct the parameter or leave it out. /api/docs says what each one takes.',
    parameters,
  });
};

interface Fault {
  name: string;
  expected: string;
  found: string;
}

function faultsOf(issue: z.core.$ZodIssue, given: Record<string, unknown>): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      name: key.slice(0, 80),
      expected: 'a parameter of this route',
      found: 'one that it does not take',
    }));
  }
  const name = String(issue.path[0] ?? 'request');
  return [{ name, expected: issue.message, found: shown(Object.hasOwn(given, name) ? given[name] : undefined) }];
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  // In a query, a parameter that is there more than once; in a body, whatever it holds.
  if (Array.isArray(value)) return `it ${value.length} times`;
  if (typeof value === 'object') return 'an object';
  const text = String(value).toWellFormed();
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
