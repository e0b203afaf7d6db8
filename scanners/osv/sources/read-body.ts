import { OsvError } from '../osv-error.ts';
import type { HttpAnswer } from './http.ts';

/** A whole answer as text, refused as soon as it passes `maxBytes`. */
export async function readText(url: string, answer: HttpAnswer, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(url, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Throws a plain SyntaxError on what is no JSON: a proxy that cuts answers off makes such, and asking again helps. */
export async function readJson(url: string, answer: HttpAnswer, maxBytes: number): Promise<unknown> {
  return JSON.parse(await readText(url, answer, maxBytes)) as unknown;
}

export function tooLarge(source: string, maxBytes: number): OsvError {
  return new OsvError({
    code: 'format',
    source,
    expected: `at most ${maxBytes} bytes`,
    found: 'more',
    cure: 'Check that this is the OSV address you mean; if it is, report it to the maintainers of Lockkeeper.',
  });
}
