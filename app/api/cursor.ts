import { z } from '@hono/zod-openapi';

/**
 * Where a page ended, as an opaque text. It holds ids only, and is read again as a parameter like any other: whoever makes
 * one up starts at another place of what the token may see anyway.
 */
export function encodeCursor(kind: string, place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([kind, ...place])).toString('base64url');
}

/** The parameter that takes a cursor of one kind. `place` is the schema of what `encodeCursor` was given. */
export function cursorParameter<Place extends z.ZodType<(string | number)[]>>(kind: string, place: Place) {
  return z
    .string()
    .max(200, expected)
    .transform((text, context): z.output<Place> => {
      const [found, ...rest] = parse(text);
      const read = found === kind ? place.safeParse(rest) : undefined;
      if (read?.success) return read.data;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    })
    .optional()
    .openapi({
      type: 'string',
      maxLength: 200,
      description: 'Goes on behind a page: the `next` of that page. Keep the other parameters as they were.',
    });
}

const expected = 'the `next` of an earlier answer of this route';

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
