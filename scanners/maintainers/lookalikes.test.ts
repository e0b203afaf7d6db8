import { expect, test } from 'vitest';
import { lookalikes } from './lookalikes.ts';

test.each<[name: string, why: RegExp | undefined]>([
  ['sindresorhus', undefined],
  ['@babel/core', undefined],
  ['josé', undefined],
  ['иван', undefined],
  ['小明', undefined],
  ['react中文', undefined],
  ['lоdash', /^imitates letters \(U\+043E for o\), mixes scripts \(Latin, Cyrillic\)$/],
  ['ѕсорѕ', /^imitates letters \(U\+0455 for s, U\+0441 for c, U\+043E for o, U\+0440 for p\)$/],
  ['αnn', /mixes scripts \(Latin, Greek\)/],
  ['lo\u200bdash', /^has a character that is not seen \(U\+200B\)$/],
  ['\u202ehsadol', /U\+202E/],
  ['ann\u0000', /U\+0000/],
  ['ｌodash', /^imitates letters \(U\+FF4C for l\)$/],
  ['𝗋eact', /^imitates letters \(U\+1D5CB for r\)$/],
  ['react‑dom', /^imitates letters \(U\+2011 for -\)$/],
  ['dеbuɡ', /U\+0435 for e, U\+0261 for g/],
])('%j', (name, why) => {
  if (why === undefined) expect(lookalikes(name)).toBeUndefined();
  else expect(lookalikes(name)).toMatch(why);
});
