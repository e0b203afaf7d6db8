import { expect, test } from 'vitest';
import type { TrustSignal } from '../maintainers/index.ts';
import { type HoldingChange, holdsOfChange } from './holds-of-change.ts';

function signal(text: string, rest: Partial<TrustSignal> = {}): TrustSignal {
  return { kind: 'maintainer-added', at: '2026-11-02T08:00:00Z', text, weight: 30, ...rest };
}

const change: HoldingChange = {
  id: 12,
  packageName: 'wick',
  startedAt: '2026-11-02T08:00:00.000Z',
  versions: ['1.2.4'],
  signals: [signal('mallory may publish')],
  until: new Date('2026-11-16T08:00:00Z'),
};

test('an open change holds its package, with its signals as the reason', () => {
  expect(holdsOfChange(change)).toEqual([
    {
      package: 'wick',
      since: '2026-11-02T08:00:00.000Z',
      versions: ['1.2.4'],
      changeId: 12,
      until: '2026-11-16T08:00:00.000Z',
      text: 'mallory may publish',
    },
  ]);
});

test('one that somebody looks into has no end of its own', () => {
  expect(holdsOfChange({ ...change, until: undefined })).toMatchObject([{ until: null }]);
});

test('of many and long signals the heaviest are told, and that there are more', () => {
  const signals = ['a'.repeat(200), 'b', 'c', 'd', 'e'].map((text) => signal(text));
  expect(holdsOfChange({ ...change, signals })[0]!.text).toBe(`${'a'.repeat(120)}…; b; c; 2 more`);
});

test('a burst holds what its accounts published since, from a little before what showed it', () => {
  const burst = { kind: 'burst', people: ['mallory', 'eve'] } as const;
  const signals = [
    signal('within minutes of others', { ...burst, at: '2026-11-03T12:00:00Z' }),
    signal('within minutes of others', { ...burst, people: ['mallory'], at: '2026-11-03T09:00:00Z' }),
    signal('within minutes of others', { ...burst, at: 'no time' }),
    signal('within minutes of others', { ...burst, people: undefined }),
  ];
  const [, ...bursts] = holdsOfChange({ ...change, signals });
  const told = (publisher: string) => `${publisher} published many packages at once, wick among them`;
  expect(bursts).toEqual([
    {
      publisher: 'mallory',
      since: '2026-11-03T08:45:00.000Z',
      changeId: 12,
      until: '2026-11-16T08:00:00.000Z',
      text: told('mallory'),
    },
    {
      publisher: 'eve',
      since: '2026-11-03T11:45:00.000Z',
      changeId: 12,
      until: '2026-11-16T08:00:00.000Z',
      text: told('eve'),
    },
  ]);
});
