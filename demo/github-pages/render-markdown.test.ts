import { expect, test } from 'vitest';
import { escapeMarkdown } from '../../scanners/reports/index.ts';
import { renderMarkdown } from './render-markdown.ts';

test.each([
  ['a heading', '### Proof', '<h3>Proof</h3>'],
  ['a paragraph over two lines', 'one\ntwo', '<p>one two</p>'],
  ['code and bold', '`a` and **b**', '<p><code>a</code> and <strong>b</strong></p>'],
  ['code with backticks in it', '``a`b``', '<p><code>a`b</code></p>'],
  ['a list with boxes', '- [ ] <!-- x:y --> a\n- [x] b', '<ul class="list"><li>☐  a</li><li>☑ b</li></ul>'],
  ['a fence', '```text\n/help <b>\n\n```', '<pre>/help &lt;b&gt;\n</pre>'],
  ['a comment', 'a\n\n<!-- lockkeeper:update x -->', '<p>a</p>'],
  [
    'details',
    '<details><summary>S</summary>\n\n- a\n\n</details>',
    '<details><summary>S</summary><ul class="list"><li>a</li></ul></details>',
  ],
  ['a rule', 'a\n\n---\n\nb', '<p>a</p><hr><p>b</p>'],
])('%s', async (_, markdown, expected) => {
  expect(String(await renderMarkdown(markdown))).toBe(expected);
});

test('a table, with a bar and a line end within a cell', async () => {
  const shown = String(await renderMarkdown('| A | B |\n| --- | --- |\n| a\\|b | c<br>d |'));
  expect(shown).toContain('<th scope="col">A</th><th scope="col">B</th>');
  expect(shown).toContain('<tr><td>a|b</td><td>c<br>d</td></tr>');
});

test('links lead to the web, and to nothing else', async () => {
  const shown = String(await renderMarkdown('[a](https://example.org/x) [b](javascript:alert(1))'));
  expect(shown).toContain('<a href="https://example.org/x" rel="noopener noreferrer" target="_blank">a</a>');
  expect(shown).not.toContain('href="javascript');
});

test.each(['<img src=x onerror=alert(1)>', 'a "b" & \'c\'', '**x** _y_ `z` [l](https://example.org) | #1 @me'])(
  'what was escaped is shown as it was: %s',
  async (text) => {
    const shown = String(await renderMarkdown(escapeMarkdown(text)));
    expect(shown).not.toMatch(/<(?!\/?p>)/);
    const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    const read = shown.replace(/<\/?p>|\u200b/g, '').replace(/&(#39|\w+);/g, (_, name) => named[name]!);
    expect(read).toBe(text);
  },
);

test('raw HTML is text', async () => {
  expect(String(await renderMarkdown('<script>alert(1)</script>'))).toBe(
    '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>',
  );
});
