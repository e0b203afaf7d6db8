import { describe, expect, test } from 'vitest';
import { readSnapshot, toSeen } from '../../../scanners/maintainers/index.ts';
import { type MadePackument, makePackument } from '../../../test/maintainers/make-packument.ts';
import { decideDocument, entryKey } from './decide-document.ts';

const registry = 'https://registry.example.org/';
const now = new Date('2026-03-01T12:00:00.000Z');
const [first, second, third] = ['2024-01-01', '2025-01-01', '2026-02-01'].map((day) => `${day}T00:00:00.000Z`);

function snapshotOf(versions: Record<string, string>, rest: Partial<MadePackument> = {}) {
  const given = Object.fromEntries(Object.entries(versions).map(([version, at]) => [version, { at }]));
  const packument = makePackument('alpha', { versions: given, ...rest });
  return readSnapshot('alpha', packument, (address) => ({ mark: address, domain: null }));
}

const before = snapshotOf({ '1.0.0': first!, '1.1.0': second! });
const known = { registry, seen: toSeen(before), told: new Set<string>() };
const decide = (snapshot: typeof before, rest: Partial<typeof known> & { at?: string } = {}) => {
  const { seen, told, registry: asked } = { ...known, ...rest };
  return decideDocument({ tracked: { registry: asked, seen }, registry: rest.at ?? registry, snapshot, told, now });
};
const kinds = (learned: ReturnType<typeof decide>) =>
  learned?.entries.map(({ kind, history }) => `${kind}${history ? ' before' : ''}`);

describe('what a document tells', () => {
  test('seen for the first time: its past, and a baseline', () => {
    const learned = decideDocument({
      tracked: { registry: null, seen: null },
      registry,
      snapshot: before,
      told: new Set(),
      now,
    });
    expect(learned).toMatchObject({ baseline: true, seen: known.seen });
    expect(kinds(learned)).toEqual(['maintainers before', 'published before', 'published before', 'baseline']);
  });

  test('seen before: what is new', () => {
    const after = snapshotOf(
      { '1.0.0': first!, '1.1.0': second!, '1.2.0': third! },
      { maintainers: ['ann', 'mallory'] },
    );
    const learned = decide(after);
    expect(kinds(learned)).toEqual(['maintainers', 'published', 'dist-tag']);
    expect(learned).toMatchObject({ baseline: false, seen: toSeen(after) });
    expect(kinds(decide(after, { seen: learned!.seen }))).toEqual([]);
  });

  test('older than before: nothing', () => {
    expect(decide(snapshotOf({ '1.0.0': first! }))).toBeNull();
  });

  test('from another registry: it starts anew', () => {
    expect(decide(before, { at: 'https://other.example.org/' })).toMatchObject({ baseline: true });
  });

  test('tracked again after a while: only that part of its past which the ledger does not have', () => {
    const told = new Set(
      decideDocument({
        tracked: { registry: null, seen: null },
        registry,
        snapshot: before,
        told: new Set(),
        now,
      })!.entries.map(entryKey),
    );
    const later = snapshotOf({ '1.0.0': first!, '1.1.0': second!, '1.2.0': third! });
    const learned = decideDocument({ tracked: { registry: null, seen: null }, registry, snapshot: later, told, now });
    expect(kinds(learned)).toEqual(['published before', 'baseline']);
    expect(learned!.entries[0]).toMatchObject({ version: '1.2.0' });
  });

  test('back after all was gone: versions of before are not new, later ones are', () => {
    const seen = { ...known.seen, versions: {}, distTags: {} };
    expect(kinds(decide(before, { seen }))).toEqual(['dist-tag']);
    const taken = snapshotOf({ '1.0.0': first!, '9.9.9': third! }, { maintainers: ['mallory'] });
    expect(kinds(decide(taken, { seen }))).toEqual(['maintainers', 'published', 'dist-tag']);
  });
});
