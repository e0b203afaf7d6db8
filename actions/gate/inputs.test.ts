import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { INPUT_NAMES } from '../../gate/index.ts';
import { readInputs } from './inputs.ts';

const action = parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8'));
/** As a runner sets them where a workflow names none. */
const defaults = Object.fromEntries(
  Object.entries<{ default?: string }>(action.inputs).map(([name, { default: value = '' }]) => [name, value]),
);

function read(inputs: Record<string, string>) {
  const given = { ...defaults, environment: 'production', ...inputs };
  return readInputs(
    Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  );
}

describe('inputs', () => {
  test('are as action.yml says where the workflow names none', () => {
    expect(read({})).toEqual({
      ok: true,
      inputs: {
        environment: 'production',
        serverUrl: null,
        apiToken: null,
        audience: 'lockkeeper',
        dryRun: false,
        failOn: 'block',
        onError: 'block',
        timeoutMs: 60_000,
        thresholds: {},
        prometheusUrl: null,
        prometheusToken: null,
        osvUrl: 'https://api.osv.dev',
        workingDirectory: '.',
      },
    });
  });

  test('are the same without those defaults', () => {
    expect(readInputs({ INPUT_ENVIRONMENT: 'production' })).toEqual(read({}));
  });

  test('have every threshold that the gate knows, and action.yml names no other', () => {
    for (const name of INPUT_NAMES) expect(action.inputs, name).toHaveProperty([name]);
    const thresholds = Object.keys(action.inputs).filter((name) =>
      /^(?:max|minimum)-|-below$|-level$|-severity$/.test(name),
    );
    expect(thresholds.sort()).toEqual([...INPUT_NAMES].sort());
  });

  test('take numbers and words as thresholds', () => {
    const given = { 'max-high': ' 0 ', 'burn-rate-below': '1.5', 'maintainer-level': 'medium' };
    expect(read(given)).toMatchObject({
      inputs: { thresholds: { 'max-high': 0, 'burn-rate-below': 1.5, 'maintainer-level': 'medium' } },
    });
  });

  test.each([
    [{ environment: '' }, 'environment: expected the name'],
    [{ environment: 'a\nb' }, 'environment: expected the name'],
    [{ 'server-url': 'lockkeeper.example.org' }, 'server-url: expected an https address'],
    [{ 'server-url': 'https://me:secret@lockkeeper.example.org' }, 'server-url: expected an https address'],
    [{ 'api-token': 'two words' }, 'api-token: expected printable'],
    [{ audience: 'a b' }, 'audience: expected'],
    [{ 'dry-run': 'yes' }, 'dry-run: expected one of false, true, found "yes"'],
    [{ 'fail-on': 'never' }, 'fail-on: expected one of block, warn'],
    [{ 'on-error': 'ignore' }, 'on-error: expected one of block, warn, allow'],
    [{ timeout: '601' }, 'timeout: expected seconds, 1 to 600'],
    [{ timeout: '1e3' }, 'timeout: expected seconds, 1 to 600'],
  ])('%j is refused', (given: Record<string, string>, expected) => {
    const found = read(given);
    if (found.ok) throw new Error('expected a refusal, found none');
    expect(found.problems).toEqual([expect.stringContaining(expected)]);
    expect(found.problems[0]).not.toContain('secret');
  });
});
