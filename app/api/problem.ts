import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Every problem that the API answers with. The code is the last part of `type`, which is a place in the docs. */
export const PROBLEMS = {
  'invalid-parameter': { status: 400, title: 'A parameter is not as expected' },
  unauthorized: { status: 401, title: 'A valid token is needed' },
  'insufficient-scope': { status: 403, title: 'The token may not do this' },
  'not-found': { status: 404, title: 'There is no such thing in reach of this token' },
  'method-not-allowed': { status: 405, title: 'The route does not take this method' },
  conflict: { status: 409, title: 'It stands in the way of something else' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is of another kind' },
  unavailable: { status: 503, title: 'Not now: send it again' },
  internal: { status: 500, title: 'Lockkeeper failed to answer' },
} as const satisfies Record<string, { status: ContentfulStatusCode; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemParts {
  expected: string;
  found: string;
  cure: string;
  parameters?: { name: string; expected: string; found: string }[];
  headers?: Record<string, string>;
}

/** Thrown to answer with problem details (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly parts: ProblemParts;

  constructor(code: ProblemCode, parts: ProblemParts) {
    super(`expected ${parts.expected}, found ${parts.found}. ${parts.cure}`);
    this.code = code;
    this.parts = parts;
  }

  toResponse(path: string): Response {
    const { status, title } = PROBLEMS[this.code];
    const { expected, found, cure, parameters, headers } = this.parts;
    const type = `/api/docs#problem-${this.code}`;
    const body = { type, title, status, detail: this.message, instance: path, expected, found, cure, parameters };
    return Response.json(body, {
      status,
      headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    });
  }
}
