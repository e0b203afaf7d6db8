import { expect, test } from 'vitest';
import { tellApart } from './tell-apart.ts';

test.each([
  [75, 75, '75', '75'],
  [74.96, 75, '74.96', '75'],
  [1.9999, 2, '1.9999', '2'],
  [14.43, 2, '14.4', '2'],
  [0.3 + 0.6, 0.9, '0.9', '0.9'],
  [2.000001, 2, '2.000001', '2'],
])('%d beside %d', (value, bound, ...shown) => {
  expect(tellApart(value, bound)).toEqual(shown);
});
