import { expect, test } from 'vitest';
import type { OwnOverride, PlannedUpdate } from '../../../scanners/updates/index.ts';
import { overrideLines } from './override-lines.ts';
import { updateTitle } from './update-title.ts';

const own: OwnOverride = {
  name: 'bad',
  file: 'package.json',
  section: ['overrides'],
  selector: 'bad@^1',
  range: '^1.2.0',
};
const update: PlannedUpdate = {
  name: 'bad',
  from: ['1.0.0'],
  to: '1.2.0',
  how: 'override',
  path: ['app@1.0.0', 'up@2.0.0'],
  clears: [],
  steps: [],
};
const removal: PlannedUpdate = {
  ...update,
  from: ['1.2.0'],
  how: 'unneeded-override',
  path: [],
  steps: [{ kind: 'remove-override', ...own, addedBy: 3, keeps: ['1.2.0'] }],
};
const proof = { before: [], after: [], programs: [], refused: [] };

test('says who pins what is overridden, and that the override will go again', () => {
  const [line, ...more] = overrideLines([update], { ...proof, overrides: [own] });
  expect(more).toEqual([]);
  expect(line).toMatch(/package\.json is new: up.*2\.0\.0 asks for another version of bad/);
  expect(line).toContain('Lockkeeper proposes to take it out');
});

test('says who added what goes, and why it can', () => {
  expect(overrideLines([removal], proof)[0]).toMatch(/which #3 added, .* admits 1\.2\.0 by itself, which stays locked/);
  const gone = { ...removal, steps: [{ kind: 'remove-override' as const, ...own, keeps: [] }] };
  expect(overrideLines([gone], proof)[0]).toMatch(/which Lockkeeper added, .* nothing that is locked is held by it/);
});

test('nothing in a name formats or mentions', () => {
  const hostile = { ...own, name: '@team/<b>', selector: '@team/<b>@^1' };
  const [line] = overrideLines([], { ...proof, overrides: [hostile] });
  expect(line).not.toContain('<b>');
  expect(line).not.toMatch(/(^|[^\u200b\\])@team/);
});

test.each<[string, PlannedUpdate[]]>([
  ['Remove the unneeded override of bad', [removal]],
  ['Remove 2 unneeded overrides', [removal, { ...removal, name: 'worse' }]],
  [
    'Update bad from 1.0.0 to 1.2.0, and remove the unneeded override of worse',
    [update, { ...removal, name: 'worse' }],
  ],
  [
    'Update 2 packages with known flaws, and remove 2 unneeded overrides',
    [update, { ...update, name: 'app' }, removal, { ...removal, name: 'worse' }],
  ],
])('the title is %s', (title, updates) => {
  expect(updateTitle(updates, '')).toBe(title);
});
