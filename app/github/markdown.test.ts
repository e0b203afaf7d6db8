import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeSpan } from './markdown.ts';

test.each([
  ['@someone see #12', '`@someone see #12`'],
  ['a `b` c', '``a `b` c``'],
  ['`', '`` ` ``'],
  ['```', '```` ``` ````'],
  ['one\ntwo\r\n\u0007three\u202e', '`one two three`'],
  ['a|b', '`a\\|b`'],
  ['', '(nothing)'],
  ['x'.repeat(300), `\`${'x'.repeat(200)}…\``],
])('%j', (text, expected) => {
  expect(codeSpan(text)).toBe(expected);
});

test('no text breaks out of its span', () => {
  const characters = fc.string({ unit: fc.constantFrom('`', ' ', '\n', '@', '#', '|', 'a', '\\', '<'), maxLength: 40 });
  fc.assert(
    fc.property(characters, (text) => {
      const span = codeSpan(text);
      const fence = /^`*/.exec(span)![0];
      const inner = span.slice(fence.length, span.length - fence.length);
      expect(span).not.toMatch(/[\n\r]/);
      if (fence !== '') expect(inner.match(/`+/g) ?? []).not.toContain(fence);
    }),
  );
});
