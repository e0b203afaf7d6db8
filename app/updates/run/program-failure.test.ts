import { expect, test } from 'vitest';
import type { Program } from '../programs/obtain-program.ts';
import { programFailure } from './program-failure.ts';

const PROGRAM: Program = { format: 'yarn-v1', version: '1.0.0', label: 'it 1.0.0', command: '', args: [], file: '' };

test.each([
  [`error Couldn't find any versions for "minimatch" that matches "3.1.5"`, { name: 'minimatch', range: '3.1.5' }],
  ['➤ YN0082: │ @babel/core@npm:^9.1.0: No candidates found', { name: '@babel/core', range: '^9.1.0' }],
  ['➤ YN0082: minimatch@npm:3.1.5: No candidates found', { name: 'minimatch', range: '3.1.5' }],
  [
    'error: No version matching "^7.0.0" found for specifier "@scope/oil" (but package exists)',
    { name: '@scope/oil', range: '^7.0.0' },
  ],
  ['error: something else', undefined],
])('%s: says what was looked for in vain', (said, missing) => {
  const failure = programFailure({ ok: false, code: 1, said }, PROGRAM);
  expect(failure.missing).toEqual(missing);
  expect(failure.code).toBe(missing === undefined ? 'program' : 'conflict');
});
