import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request, or says by `false` that it is for another; Probot's kind of handler. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
