import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

test('keeps the order of the items and the bound', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([5, 1, 4, 2, 3, 0], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, item));
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30, 0]);
  expect(most).toBe(3);
});

test('begins nothing new after a failure, waits for what runs, and throws the failure', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    await new Promise((resolve) => setTimeout(resolve, item === 0 ? 1 : 20));
    if (item === 0) throw new Error('the first');
    ended.push(item);
  };
  await expect(inParallel([0, 1, 2, 3, 4], 2, work)).rejects.toThrow('the first');
  expect(begun).toEqual([0, 1]);
  expect(ended).toEqual([1]);
});

test('of nothing is nothing', async () => {
  await expect(inParallel([], 4, async () => 1)).resolves.toEqual([]);
});
