import { ActionError } from '../action-error.ts';

export interface Answer {
  status: number;
  text: string;
  retryAfterMs: number | null;
}

/**
 * One request whose answer is read as text of at most so many bytes. Redirects are not followed: what is sent holds a token.
 * @throws whatever the network says.
 */
export async function fetchText(
  fetch: typeof globalThis.fetch,
  url: string,
  { maxBytes, ...init }: RequestInit & { maxBytes: number },
): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new ActionError('no-answer', `expected an answer of at most ${maxBytes} bytes, found more.`);
    chunks.push(chunk);
  }
  const { status } = response;
  const after = response.headers.get('retry-after') ?? '';
  return {
    status,
    text: Buffer.concat(chunks).toString('utf8'),
    retryAfterMs: /^\d{1,4}$/.test(after) ? Number(after) * 1000 : null,
  };
}
