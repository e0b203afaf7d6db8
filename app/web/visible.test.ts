import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { httpLink } from './http-link.ts';
import { ago } from './parts/since.ts';
import { STYLE } from './style.ts';
import { visible } from './visible.ts';

describe('visible', () => {
  test.each([
    ['lodash', 'lodash'],
    ['日本語 é 🎉', '日本語 é 🎉'],
    ['a\u202Eb', 'a⟨U+202E⟩b'],
    ['a\u200Bb\u0000\n', 'a⟨U+200B⟩b⟨U+0000⟩⟨U+000A⟩'],
    ['\uD800', '\uFFFD'],
    ['x'.repeat(301), `${'x'.repeat(300)}…`],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('leaves nothing that hides or turns text around', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}]/u);
      }),
    );
  });
});

describe('httpLink', () => {
  test.each([
    ['https://osv.dev/x', true],
    ['http://example.org/', true],
    ['javascript:alert(1)', false],
    ['JaVaScRiPt:alert(1)', false],
    ['data:text/html,x', false],
    [' //example.org', false],
    ['not an address', false],
  ])('%s', async (address, linked) => {
    const text = String(await httpLink(address, 'shown'));
    expect(text.includes('<a ')).toBe(linked);
    expect(text).toContain('shown');
  });
});

test.each([
  [0, 'just now'],
  [60_000, '1 minute ago'],
  [3_599_999, '59 minutes ago'],
  [7_200_000, '2 hours ago'],
  [86_400_000, '1 day ago'],
  [59 * 86_400_000, '59 days ago'],
  [70 * 86_400_000, '2 months ago'],
])('%i ms is %s', (duration, shown) => {
  expect(ago(duration)).toBe(shown);
});

describe('colours', () => {
  /** WCAG 2.2 asks 4.5 for text (1.4.3) and 3 for what carries meaning beside it (1.4.11). */
  const themes = [...STYLE.matchAll(/:root\{([^}]+)\}/g)].map(
    ([, rules]) => new Map([...rules!.matchAll(/--([\w-]+):(#\w+)/g)].map(([, name, value]) => [name!, value!])),
  );
  const levels = ['critical', 'high', 'unknown', 'medium', 'low'];
  const pairs: [string, string, number][] = [
    ...levels.map((level): [string, string, number] => [`${level}-ink`, `${level}-back`, 4.5]),
    ...levels.map((level): [string, string, number] => [level, 'card', 3]),
    ...['ink', 'soft', 'link', 'fix', 'brand'].map((name): [string, string, number] => [name, 'card', 4.5]),
    ...['ink', 'soft', 'link'].map((name): [string, string, number] => [name, 'page', 4.5]),
    ['ink', 'warn-back', 4.5],
    ['soft', 'warn-back', 4.5],
    ['soft', 'faint', 4.5],
  ];

  test('come in a light and a dark theme', () => expect(themes).toHaveLength(2));

  test.each(pairs)('%s can be read on %s', (ink, back, least) => {
    for (const theme of themes) expect(contrast(theme.get(ink)!, theme.get(back)!)).toBeGreaterThanOrEqual(least);
  });
});

/** Contrast ratio of two colours, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(hex: string): number {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(long.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
