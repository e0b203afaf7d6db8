const MARK = 'x-lockkeeper-unmatched';

/** The answer to a request for something that is not ours. */
export function unmatched(): Response {
  return new Response('Not found', { status: 404, headers: { [MARK]: '1' } });
}

/** Did we have nothing to say about a request? Then another handler may answer it. */
export function isUnmatched(response: Response): boolean {
  return response.headers.has(MARK);
}
