import { describe, expect, test } from 'vitest';
import { exitCodeOf, exitCodeOfError } from './exit-code.ts';

describe('the exit code', () => {
  test.each([
    ['allow', true, 'warn', false, 0],
    ['warn', true, 'block', false, 0],
    ['warn', true, 'warn', false, 1],
    ['block', true, 'block', false, 1],
    ['block', false, 'block', false, 2],
    ['block', true, 'block', true, 0],
    ['block', false, 'warn', true, 0],
  ] as const)('of %s, decided %j, with fail-on %s, dry run %j', (verdict, decided, failOn, dryRun, expected) => {
    expect(exitCodeOf({ verdict, decided }, { failOn, dryRun })).toBe(expected);
  });

  test.each([
    ['no-answer', 'block', false, 2],
    ['no-answer', 'warn', false, 0],
    ['no-answer', 'allow', false, 0],
    // A mistake of the workflow is no outage.
    ['mistake', 'allow', false, 2],
    ['fault', 'allow', false, 2],
    ['mistake', 'block', true, 0],
  ] as const)('of %s with on-error %s, dry run %j', (code, onError, dryRun, expected) => {
    expect(exitCodeOfError(code, { onError, dryRun })).toBe(expected);
  });
});
