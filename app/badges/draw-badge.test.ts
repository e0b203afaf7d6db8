import { expect, test } from 'vitest';
import { bandOf, type TrustScore } from '../../gate/index.ts';
import { drawGate, drawTrust } from './draw-badge.ts';

const scored = (score: number, coverage = 1) =>
  ({ score, coverage, band: bandOf(score), version: 1, parts: {}, cap: null, lost: [] }) as unknown as TrustScore;
const gate = { verdict: 'allow', decided: true, override: null, environment: 'production' } as const;
const override = { id: '1', environment: 'production', reason: 'why', people: ['mona'], createdAt: '', expiresAt: '' };

/** What people read, and the colour behind it. */
function read(svg: string): string {
  const [, title] = /<title>([^<]*)<\/title>/.exec(svg) ?? [];
  const fills = [...svg.matchAll(/<rect[^>]* fill="(#[0-9a-f]+)"/g)].map(([, fill]) => fill);
  return `${title} ${fills.find((fill) => fill !== '#555')}`;
}

test('the score is in the colour of its band, and says how much of it is known', () => {
  expect([0, 49, 50, 69, 70, 84, 85, 100].map((score) => read(drawTrust({ score: scored(score) })))).toEqual([
    'trust score: 0 of 100 #b91c1c',
    'trust score: 49 of 100 #b91c1c',
    'trust score: 50 of 100 #b45309',
    'trust score: 69 of 100 #b45309',
    'trust score: 70 of 100 #4d7c0f',
    'trust score: 84 of 100 #4d7c0f',
    'trust score: 85 of 100 #14532d',
    'trust score: 100 of 100 #14532d',
  ]);
  expect(read(drawTrust({ score: scored(100, 0.649) }))).toBe('trust score: 100 of 100, 64% known #14532d');
  expect(read(drawTrust({ score: null }))).toBe('trust score: unknown #6b7280');
});

test('the gate tells a block from what could not be decided, and an override from a clean bill', () => {
  const said = [
    gate,
    { ...gate, verdict: 'warn' as const },
    { ...gate, verdict: 'block' as const },
    { ...gate, verdict: 'block' as const, decided: false },
    { ...gate, override: { ...override, instead: 'block' as const } },
  ].map((verdict) => read(drawGate(verdict)));
  expect(said).toEqual([
    'deploy to production: may go ahead #14532d',
    'deploy to production: may go ahead, with warnings #b45309',
    'deploy to production: blocked #b91c1c',
    'deploy to production: could not decide #6b7280',
    'deploy to production: overridden #b45309',
  ]);
});

test('an environment of any name is text, and short', () => {
  const svg = drawGate({ ...gate, environment: `"><script>alert(1)</script>&\u202E${'x'.repeat(300)}` });
  expect(svg).not.toMatch(/<script|<foreignObject|\son\w+=|\u202E|x{100}/);
  expect(svg).toContain('&lt;script&gt;');
});
