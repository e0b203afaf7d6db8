import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from './read-answer.ts';

const success = (data: unknown, more: object = {}) => JSON.stringify({ status: 'success', data, ...more });
const vector = (...texts: string[]) => ({
  resultType: 'vector',
  result: texts.map((text) => ({ metric: {}, value: [1.5, text] })),
});

describe('an answer of Prometheus', () => {
  test.each<[string, string, number | null]>([
    ['a series', success(vector('42')), 42],
    ['a fraction', success(vector('42.50000001')), 42.50000001],
    ['a large number', success(vector('1.5e+09')), 1.5e9],
    ['nothing', success(vector()), null],
    ['zero', success(vector('0')), 0],
    ['a scalar', success({ resultType: 'scalar', result: [1, '7'] }), 7],
    ['hints', success(vector('1'), { infos: ['metric might not be a counter'], warnings: [] }), 1],
  ])('with %s is a count, or null where no series matched', (_, text, count) => {
    expect(readAnswer(text, 200)).toEqual({ count });
  });

  test.each<[string, string, number, string]>([
    ['NaN', success(vector('NaN')), 200, 'expected a count of 0 or more, found NaN'],
    ['infinity', success(vector('+Inf')), 200, 'found +Inf'],
    ['more than a number holds', success(vector('1e999')), 200, 'found 1e999'],
    ['a negative count', success(vector('-1')), 200, 'found -1'],
    ['an empty text', success(vector('')), 200, 'expected a count of 0 or more, found '],
    ['words', success(vector('many')), 200, 'found many'],
    ['a scalar NaN', success({ resultType: 'scalar', result: [1, 'NaN'] }), 200, 'found NaN'],
    ['several series', success(vector('1', '2', '3')), 200, 'expected one series, found 3: wrap the query in sum(…)'],
    ['a matrix', success({ resultType: 'matrix', result: [] }), 200, 'found a result of type matrix'],
    ['a string', success({ resultType: 'string', result: [1, 'hello'] }), 200, 'found a result of type string'],
    [
      'a histogram',
      success({ resultType: 'vector', result: [{ metric: {}, histogram: [1, {}] }] }),
      200,
      'found a histogram',
    ],
    [
      'a vector of something else',
      success({ resultType: 'vector', result: [{ value: [1, 2] }] }),
      200,
      'a list of series',
    ],
    ['no data', JSON.stringify({ status: 'success' }), 200, 'found status 200'],
    [
      'warnings',
      success(vector('1'), { warnings: ['store 2 is away'] }),
      200,
      'without warnings, found: store 2 is away',
    ],
    [
      'a refusal',
      JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'parse error:\n unexpected "x"' }),
      400,
      'it refused the query: bad_data: parse error:  unexpected "x"',
    ],
    ['a refusal at status 200', JSON.stringify({ status: 'error' }), 200, 'error: without a word'],
    ['success at status 500', success(vector('1')), 500, 'found status 500'],
    ['a page', '<!doctype html><title>Sign in</title>', 200, 'found status 200 and a page of HTML'],
    ['half of JSON', success(vector('1')).slice(0, 30), 200, "expected the JSON of Prometheus' API"],
    ['nothing', '', 502, 'found status 502 and nothing'],
    ['null', 'null', 200, 'found status 200'],
    ['an endless error', JSON.stringify({ status: 'error', error: 'x'.repeat(5000) }), 422, '…'],
  ])('with %s is an error', (_, text, status, error) => {
    const answer = readAnswer(text, status);
    expect(answer).toEqual({ error: expect.stringContaining(error) });
    expect(JSON.stringify(answer).length).toBeLessThan(500);
    expect(JSON.stringify(answer)).not.toContain('\\n');
  });

  test('whatever is sent is a count, null or an error, and never NaN', () => {
    const some = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.oneof(fc.double().map(String), fc.string()), { maxLength: 2 }).map((it) => success(vector(...it))),
    );
    fc.assert(
      fc.property(some, fc.constantFrom(200, 204, 400, 500), (text, status) => {
        const answer = readAnswer(text, status);
        const fine =
          'error' in answer
            ? answer.error.length > 0
            : answer.count === null || (Number.isFinite(answer.count) && answer.count >= 0);
        expect(fine).toBe(true);
      }),
    );
  });
});
