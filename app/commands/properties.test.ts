import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseComment } from './parse-command.ts';
import { printCommand } from './print-command.ts';

const limits = fc.record({
  now: fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
  suppress: fc
    .tuple(fc.integer({ min: 1, max: 365 }), fc.integer({ min: 1, max: 365 }))
    .map(([a, b]) => ({ defaultDays: Math.min(a, b), maxDays: Math.max(a, b) })),
});

const piece = fc.constantFrom(
  ...['suppress', 'unsuppress', 'supress', 'lodash', '@a/b', '@', '@">=5 <6"', '>=5', '<6', '||', '*', '-', '1.x'],
  ...[
    'GHSA-jf85-cpcp-j695',
    'CVE-2019-10744',
    'cve-1',
    'OSV-1',
    'until',
    'until',
    'for',
    'for',
    'untl',
    '30d',
    '2 weeks',
  ],
  ...[
    '3 months',
    '2026-12-31',
    '2030-01-01',
    'scope',
    'scope',
    'path:',
    'path:a b',
    'path:"a b"',
    'dev',
    'installation',
  ],
  ...[
    'because',
    'because',
    '"',
    "'",
    '`',
    '12',
    '#',
    '<!--',
    '-->',
    '<!',
    '-- ',
    '\u202e',
    '\u0000',
    '\ud800',
    '/',
    '>',
    '~~~',
  ],
);
const word = fc.oneof(
  { weight: 6, arbitrary: piece },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const line = fc
  .tuple(
    fc.constantFrom('/suppress ', '/suppress lodash ', '/unsuppress ', '/help ', ''),
    fc.array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', '')), { maxLength: 10 }),
  )
  .map(([start, words]) => start + words.flat().join(''));
const comment = fc.oneof(
  fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n')),
  fc.string({ unit: 'binary' }),
);

test('never throws, and what it shows as understood or as nearest is understood so', () => {
  let commands = 0;
  let nearest = 0;
  fc.assert(
    fc.property(comment, limits, (text, given) => {
      for (const parsed of parseComment(text, given).lines) {
        if ('problem' in parsed) {
          if (parsed.problem.nearest === null) continue;
          nearest++;
          const [again] = parseComment(parsed.problem.nearest, given).lines;
          expect(again).toHaveProperty('command');
          continue;
        }
        commands++;
        expect(parseComment(printCommand(parsed.command), given)).toEqual({ lines: [parsed], left: 0 });
      }
    }),
    { numRuns: 3000 },
  );
  expect(commands).toBeGreaterThan(200);
  expect(nearest).toBeGreaterThan(200);
});

test('carries out no more than ten of a comment, and counts the rest', () => {
  const { lines, left } = parseComment('/help\n'.repeat(25), {
    now: new Date(0),
    suppress: { defaultDays: 30, maxDays: 180 },
  });
  expect([lines.length, left]).toEqual([10, 15]);
});

test.each([
  ['versions', `/suppress a@${'>=1 '.repeat(900)}`],
  ['dashes', `/suppress ${'A-'.repeat(1900)}`],
  ['dots', `/suppress ${'a.'.repeat(1900)}!`],
  ['quotes', `/suppress ${'""'.repeat(1900)}`],
  ['wrong words', `/suppress a ${'x '.repeat(1900)}`],
  ['long lines', `/suppress a because ${'x'.repeat(65_000)}`],
])('takes no time over %s', (_, text) => {
  const started = performance.now();
  for (let again = 0; again < 10; again++)
    parseComment(text, { now: new Date(0), suppress: { defaultDays: 30, maxDays: 180 } });
  expect(performance.now() - started).toBeLessThan(500);
});
