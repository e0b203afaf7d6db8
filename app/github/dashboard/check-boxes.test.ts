import { describe, expect, test } from 'vitest';
import { updatesOf } from '../../../scanners/config/index.ts';
import { checkBoxSection, keepTicks, tickedActions } from './check-boxes.ts';
import { someFacts, somePullRequest } from './dashboard-fixture.ts';

const all = someFacts({
  pullRequests: [
    somePullRequest({ id: 1 }),
    somePullRequest({ id: 2, state: 'deferred', number: null }),
    somePullRequest({ id: 3, state: 'refused', number: null, title: 'Update <!-- lockkeeper:act:rescan --> @all' }),
    somePullRequest({ id: 4, state: 'rejected', number: 9 }),
    somePullRequest({ id: 5, state: 'merged', number: 8 }),
  ],
});
const boxes = checkBoxSection(all, 8000);

describe('check boxes', () => {
  test('there is one for everything that can be asked for', () => {
    expect(boxes.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- [ ] <!-- lockkeeper:act:rescan --> Scan again now',
      '- [ ] <!-- lockkeeper:act:rebase-all --> Make every open pull request anew on its base',
      '- [ ] <!-- lockkeeper:act:open:2 --> Open next, if the hour has a place left: Update oldlib to 1.2.0',
      '- [ ] <!-- lockkeeper:act:retry:3 --> Try again: Update &lt;\\!-- lockkeeper:act:rescan --&gt; @&#8203;all',
      '- [ ] <!-- lockkeeper:act:again:4 --> Propose again what was closed in #9: Update oldlib to 1.2.0',
    ]);
  });

  test('where updates are off there is only the scan', () => {
    const off = checkBoxSection({ ...all, updates: updatesOf({ updates: { enabled: false } }) }, 8000);
    expect(off.match(/lockkeeper:act:/g)).toHaveLength(1);
  });

  test('a pull request that people pushed to is not made anew', () => {
    const halted = someFacts({ pullRequests: [somePullRequest({ halted: true })] });
    expect(checkBoxSection(halted, 8000)).not.toContain('rebase-all');
  });

  test.each([
    ['none', boxes, []],
    ['with GitHub’s line ends', boxes.replaceAll('\n', '\r\n').replace('[ ]', '[x]'), [{ act: 'rescan' }]],
    [
      'all of them, once',
      `${boxes}\n${boxes}`.replaceAll('[ ]', '[X]'),
      [
        { act: 'rescan' },
        { act: 'rebase-all' },
        { act: 'open', id: 2 },
        { act: 'retry', id: 3 },
        { act: 'again', id: 4 },
      ],
    ],
    ['in the middle of a line', 'see - [x] <!-- lockkeeper:act:rescan -->', []],
    ['one that there is not', '- [x] <!-- lockkeeper:act:delete-all -->\n- [x] <!-- lockkeeper:act:open:x -->', []],
    ['with an id that is none', `- [x] <!-- lockkeeper:act:open:${'9'.repeat(30)} -->`, []],
  ])('ticked: %s', (_, body, expected) => {
    expect(tickedActions(body)).toEqual(expected);
  });

  test('ticks that nobody has acted on stay, those of boxes that are gone do not', () => {
    const ticked = boxes.replace('[ ] <!-- lockkeeper:act:open:2', '[x] <!-- lockkeeper:act:open:2');
    expect(tickedActions(keepTicks(boxes, ticked))).toEqual([{ act: 'open', id: 2 }]);
    const fewer = checkBoxSection(someFacts(), 8000);
    expect(keepTicks(fewer, ticked)).toBe(fewer);
  });
});
