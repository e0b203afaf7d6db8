import { expect, test } from 'vitest';
import { keepAnswers } from './kept-answers.ts';

test('asks once, forgets what was not asked for longest, and never keeps what is larger than all', async () => {
  const asked: string[] = [];
  const kept = keepAnswers<string>(10, ({ length }) => length);
  const read = (sha: string, text: string) =>
    kept.read(sha, async () => {
      asked.push(sha);
      return text;
    });
  expect(await read('a', 'aaaa')).toBe('aaaa');
  await read('b', 'bbbb');
  expect(await read('a', 'never asked')).toBe('aaaa');
  await read('c', 'cccc');
  await read('b', 'bbbb');
  await read('c', 'cccc');
  await read('huge', 'x'.repeat(11));
  await read('huge', 'x'.repeat(11));
  expect(asked).toEqual(['a', 'b', 'c', 'b', 'huge', 'huge']);
});

test('a fault is not kept', async () => {
  const kept = keepAnswers<string>(10, ({ length }) => length);
  await expect(kept.read('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await kept.read('a', async () => 'there')).toBe('there');
});
