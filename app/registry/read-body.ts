import { RegistryError } from './registry-error.ts';
import { toRegistryError } from './to-registry-error.ts';

/** @throws RegistryError `too-large`, `unreachable` where it ends before it should. */
export async function readBody(
  name: string,
  address: string,
  { body, most }: { body: NodeJS.ReadableStream; most: number },
): Promise<{ text: string; size: number }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > most) {
        throw new RegistryError(
          'too-large',
          `${name}: expected a package document of at most ${most} bytes from ${address}, found more.`,
        );
      }
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof RegistryError ? error : toRegistryError(name, address, error);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), size };
}

/** @throws RegistryError `format`, where it is no JSON. */
export function parseDocument(name: string, address: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = text.trimStart().startsWith('<') ? 'a web page' : 'something that is no JSON';
    const cure = 'Is the address a registry, and is the sign-in right?';
    throw new RegistryError(
      'format',
      `${name}: expected its package document from ${address}, found ${found}. ${cure}`,
      { cause: error },
    );
  }
}
