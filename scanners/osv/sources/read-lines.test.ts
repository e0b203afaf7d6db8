import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from './read-lines.ts';

async function linesOf(chunks: Uint8Array[], maxBytes = 1_000): Promise<string[]> {
  const lines: string[] = [];
  // One piece of memory for all chunks, as a stream may do.
  async function* overwritten(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      const copy = Uint8Array.from(chunk);
      yield copy;
      copy.fill(0);
    }
  }
  for await (const { text, complete } of readLines('a file', overwritten(), maxBytes))
    lines.push(complete ? `${text}$` : text);
  return lines;
}

test('gives the same lines wherever the text is cut into chunks', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'é', '😀', '\n', '\r\n', ','), { maxLength: 30 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), async (whole, sizes) => {
      const bytes = Buffer.from(whole);
      const chunks: Uint8Array[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length]!;
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      const parts = whole.split('\n');
      const last = parts.pop()!.trim();
      const complete = parts.map((line) => line.trim()).filter((line) => line !== '');
      expect(await linesOf(chunks)).toEqual([...complete.map((line) => `${line}$`), ...(last === '' ? [] : [last])]);
    }),
    { numRuns: 500 },
  );
});

test('a line without an end is not gathered for ever', async () => {
  const endless = Array.from({ length: 100 }, () => Buffer.from('x'.repeat(100)));
  await expect(linesOf(endless)).rejects.toMatchObject({ code: 'format' });
});
