import { expect, test } from 'vitest';
import { findCommandLines } from './find-command-lines.ts';

const found = (text: string) => findCommandLines(text).map(({ word }) => word);

test.each([
  ['one among other lines', 'Thank you.\n/help\r\nBye', ['help']],
  ['several in order', '/rescan\n\n/rebase x\r/help', ['rescan', 'rebase', 'help']],
  ['three spaces before it', '   /help', ['help']],
  ['code by four spaces', '    /help\n\t/help', []],
  ['not at the start', 'try /help\n- /help\n1. /help', []],
  ['a path', '/etc/passwd\n/usr.\n//help\n/ help\n/1help', []],
  ['a fence', '```\n/help\n```\n/rescan', ['rescan']],
  ['a fence with a language, and tildes', '~~~~sh\n/help\n~~~\n````\n~~~~ \n/rescan', ['rescan']],
  ['a fence in a fence', '````md\n```\n/help\n```\n/help\n````\n/rescan', ['rescan']],
  ['a fence in a list', '- ```\n  /help\n  ```\n/rescan', ['rescan']],
  ['a closing fence that is code itself', '```\n    ```\n/help\n', []],
  ['a fence that never ends', '/rescan\n```\n/help', ['rescan']],
  ['backticks that open no fence', '``` a ``` b\n/help', ['help']],
  ['a quote', '> /help\n>/help\n   > /help', []],
  ['the line below a quote, which goes on with it', '> what?\n/help\n\n/rescan', ['rescan']],
  ['a fence in a quote', '> ```\n\n/rescan', ['rescan']],
  ['a hidden comment', '<!-- /help -->\n<!--\n/help\n-->\n/rescan', ['rescan']],
  ['what stands behind a hidden comment', '<!-- a\n--> \n<!-- b --> /help\n/rescan', ['rescan']],
  ['a hidden comment that never ends', 'a <!-- b\n/help', []],
  ['a fence in a hidden comment', '<!--\n```\n-->\n/rescan', ['rescan']],
  ['a hidden comment in a fence', '```\n<!--\n```\n/rescan', ['rescan']],
  ['capitals', '/HELP', ['help']],
  ['letters that only look so', '/hеlp\n/ｈｅｌｐ', []],
  ['what turns text round', '\u202e/help', []],
  ['nothing', '', []],
])('%s', (_, text, wanted) => {
  expect(found(text)).toEqual(wanted);
});

test('what follows, without what is hidden', () => {
  expect(findCommandLines('/suppress a<!-- b --> c <!<!-- d -->-- e')).toEqual([
    { word: 'suppress', rest: ' a  c <! -- e' },
  ]);
});

test.each([
  ['backticks', '`'.repeat(65_000)],
  ['fences', '```\n'.repeat(16_000)],
  ['quotes', '>'.repeat(65_000)],
  ['list marks', '- '.repeat(32_000)],
  ['numbers', '1. '.repeat(22_000)],
  ['openings', '<!--'.repeat(16_000)],
  ['hidden comments', 'a<!---->'.repeat(8_000)],
  ['spaces', `/suppress ${' '.repeat(65_000)}x`],
  ['commands', '/suppress a b\n'.repeat(5_000)],
])('takes no time over %s', (_, text) => {
  const started = performance.now();
  findCommandLines(text);
  expect(performance.now() - started).toBeLessThan(500);
});
