import { expect, test } from 'vitest';
import { annotation, mask, output } from './commands.ts';

test('an annotation is one command, whatever its text holds', () => {
  const made = annotation('error', 'a, b: c', '100%\n::set-output name=x::y\r\n##[error]z');
  expect(made).toBe('::error title=a%2C b%3A c::100%25 ::set-output name=x::y  ## [error]z\n');
  expect(made.split('\n')).toHaveLength(2);
});

test('a mask takes each line of a secret, and nothing of an empty one', () => {
  expect(mask('one\ntwo 100%')).toBe('::add-mask::one\n::add-mask::two 100%25\n');
  expect(mask('')).toBe('');
});

test('an output cannot end itself', () => {
  const hostile = 'x\nlockkeeper_end\nverdict<<lockkeeper_end_1_\nallow\nlockkeeper_end_1_';
  const [head, ...lines] = output('report', hostile).trimEnd().split('\n');
  const end = head?.split('<<')[1];
  expect(lines.indexOf(end!)).toBe(lines.length - 1);
  expect(lines.slice(0, -1).join('\n')).toBe(hostile);
});
