import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChangeSpan, continueChanges, type KnownChange } from './continue-changes.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));

function span(from: number, to: number): ChangeSpan {
  return { startedAt: at(from).toISOString(), lastSignalAt: at(to).toISOString() };
}

function row(id: number, from: number, to: number): KnownChange {
  return { id, startedAt: at(from), lastSignalAt: at(to) };
}

test.each<[string, KnownChange[], ChangeSpan[], told: string[], ended: number[]]>([
  ['a first one is new', [], [span(1, 3)], ['new'], []],
  ['the same goes on', [row(7, 1, 3)], [span(1, 3)], ['7'], []],
  ['a moment is enough', [row(7, 1, 1)], [span(1, 1)], ['7'], []],
  ['one that grows forwards goes on', [row(7, 1, 3)], [span(1, 9)], ['7'], []],
  ['one that grows backwards goes on', [row(7, 5, 6)], [span(2, 6)], ['7'], []],
  ['one without a moment in common is another story', [row(7, 1, 3)], [span(4, 9)], ['new'], [7]],
  [
    'two that become one: the one that begins with it goes on',
    [row(8, 1, 2), row(7, 6, 15)],
    [span(1, 15)],
    ['8+7'],
    [],
  ],
  ['two that become one: else the one that shares more', [row(7, 2, 3), row(8, 6, 15)], [span(1, 15)], ['8+7'], []],
  ['one that parts goes on with what begins with it', [row(7, 1, 15)], [span(1, 2), span(5, 15)], ['7', 'new'], []],
  ['each goes on by itself', [row(7, 1, 3), row(8, 20, 21)], [span(20, 25), span(1, 3)], ['8', '7'], []],
  ['nothing is left', [row(7, 1, 3)], [], [], [7]],
])('%s', (_, known, judged, told, ended) => {
  const result = continueChanges(known, judged);
  expect(result.continued.map(({ change }) => change)).toEqual(judged);
  expect(
    result.continued.map(({ continues, absorbs }) =>
      [continues?.id ?? 'new', ...absorbs.map(({ id }) => id)].join('+'),
    ),
  ).toEqual(told);
  expect(result.ended.map(({ id }) => id)).toEqual(ended);
});

const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 12 })
  .map((days) => days.sort((a, b) => a - b))
  .map((days) => days.flatMap((from, index) => (index % 2 === 0 ? [span(from, days[index + 1] ?? from)] : [])));

test('no known one is lost or goes on twice, and none is written over the beginning of another', () => {
  fc.assert(
    fc.property(spans, spans, (before, judged) => {
      const known = before.map((one, index) => ({ ...one, id: index + 1 }));
      const { continued, ended } = continueChanges(known, judged);
      const all = [
        ...continued.flatMap(({ continues, absorbs }) => [...(continues ? [continues] : []), ...absorbs]),
        ...ended,
      ];
      expect(all.map(({ id }) => id).sort((a, b) => a - b)).toEqual(known.map(({ id }) => id));
      for (const { change, continues } of continued) {
        const same = known.find(({ startedAt }) => startedAt === change.startedAt);
        if (same !== undefined) expect(continues).toBe(same);
      }
    }),
  );
});
