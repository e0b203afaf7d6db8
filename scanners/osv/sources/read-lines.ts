import { OsvError } from '../osv-error.ts';

/** `complete` is false for a last line that no line end follows. Empty lines are left out. */
export interface Line {
  text: string;
  complete: boolean;
}

const LINE_END = 10;

/** @throws OsvError `format` at a line of more than `maxBytes`. */
export async function* readLines(
  source: string,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
      const rest = chunk.subarray(start, end);
      const text = begun.length === 0 ? decode(rest) : decode(Buffer.concat([...begun, rest]));
      begun = [];
      begunBytes = 0;
      start = end + 1;
      if (text !== '') yield { text, complete: true };
    }
    if (start === chunk.length) continue;
    // A copy: the next chunk may come in the same memory.
    begun.push(Uint8Array.from(chunk.subarray(start)));
    begunBytes += chunk.length - start;
    if (begunBytes > maxBytes) throw tooLong(source, maxBytes);
  }
  const text = decode(Buffer.concat(begun));
  if (text !== '') yield { text, complete: false };
}

function decode({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8').trim();
}

function tooLong(source: string, maxBytes: number): OsvError {
  return new OsvError({
    code: 'format',
    source,
    expected: `lines of at most ${maxBytes} bytes`,
    found: 'a longer one',
    cure: 'Check that the address or file is the one you mean.',
  });
}
