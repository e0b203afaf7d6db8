import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from './config-json-schema.ts';
import { configSchema } from './config-schema.ts';

const root = join(import.meta.dirname, '../..');
const validate = new Ajv({ formats: { date: fullFormats.date }, allErrors: true }).compile(
  JSON.parse(configJsonSchema()),
);

test('the published schema is up to date', () => {
  expect(readFileSync(join(root, 'docs/lockkeeper.schema.json'), 'utf8')).toBe(configJsonSchema());
});

test('the example is valid and sets every key', () => {
  const example = parse(readFileSync(join(root, 'examples/lockkeeper.yml'), 'utf8'));
  expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
  expect(Object.keys(example).toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
});

test('every key says what it is for', () => {
  const { properties } = JSON.parse(configJsonSchema());
  for (const [key, { description }] of Object.entries<{ description?: string }>(properties)) {
    expect(description, key).toMatch(/^.{20,}/);
  }
});

const item = { package: 'lodash', reason: 'It is not reached.', expires: 'never' };

/** The editor and the program say the same. */
test.each<[valid: boolean, config: unknown]>([
  [true, {}],
  [true, { tags: ['a'], 'ignore-paths': ['*'], suppressions: [item] }],
  [true, { suppressions: [{ ...item, expires: '2030-01-01' }] }],
  [false, { suppressions: [{ ...item, expires: '2030-13-01' }] }],
  [false, { suppressions: [{ ...item, package: undefined }].map((it) => JSON.parse(JSON.stringify(it))) }],
  [false, { suppressions: [{ package: 'a', expires: 'never' }] }],
  [false, { suppressions: [{ ...item, paht: 'x' }] }],
  [true, { 'pull-requests': { 'fail-on': 'never' } }],
  [false, { 'pull-requests': { 'fail-on': 'unknown' } }],
  [false, { 'pull-requests': { failOn: 'low' } }],
  [false, { tags: 'a' }],
  [false, { tags: ['a b'] }],
  [false, { tag: [] }],
  [false, { _extends: 'a/b:c.yml' }],
  [false, []],
])('%s: %j', (valid, config) => {
  expect(validate(config)).toBe(valid);
  expect(configSchema.safeParse(config).success).toBe(valid);
});
