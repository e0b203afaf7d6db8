import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type LocalServer, sendCutOff, startServer } from '../../../test/osv/local-server.ts';
import { type HttpOptions, openHttp } from './http.ts';
import { readText } from './read-body.ts';

/** Answers in turn; the last one again and again. */
function inTurn(...answers: ((response: ServerResponse) => void)[]): Promise<LocalServer> {
  let turn = 0;
  return startServer((_, response) => {
    answers[Math.min(turn, answers.length - 1)]!(response);
    turn += 1;
  });
}

function status(code: number, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => void response.writeHead(code, headers).end();
}

const whole = (response: ServerResponse) => void response.end('whole');

function open(more: Partial<HttpOptions> = {}) {
  const pauses: number[] = [];
  const http = openHttp({ fetch, sleep: async (milliseconds) => void pauses.push(milliseconds), ...more });
  const get = (url: string, maxBytes = 1_000, signal?: AbortSignal) =>
    http.request({ url, signal, consume: (answer) => readText(url, answer, maxBytes) });
  return { pauses, get };
}

describe('openHttp', () => {
  test.each([500, 502, 503, 504, 429, 408])('asks again after %d, each time later', async (code) => {
    await using server = await inTurn(status(code), status(code), status(code), whole);
    const { pauses, get } = open();
    await expect(get(server.url)).resolves.toBe('whole');
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
  });

  test.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    [
      'a date, by the clock of the server',
      { date: 'Sat, 21 Nov 2026 10:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' },
      30_000,
    ],
    [
      'a date that has passed',
      { date: 'Sat, 21 Nov 2026 10:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' },
      1_000,
    ],
    ['nonsense', { 'retry-after': 'soon' }, 1_000],
  ])('waits as long as retry-after says: %s', async (_, headers, pause) => {
    await using server = await inTurn(status(429, headers), whole);
    const { pauses, get } = open();
    await expect(get(server.url)).resolves.toBe('whole');
    expect(pauses).toEqual([pause]);
  });

  test('does not wait for an hour', async () => {
    await using server = await inTurn(status(503, { 'retry-after': '3600' }), whole);
    const { pauses, get } = open();
    await expect(get(server.url)).rejects.toMatchObject({ code: 'unreachable' });
    expect(pauses).toEqual([]);
  });

  test('gives up after five attempts, and says what it met', async () => {
    await using server = await inTurn(status(500));
    const { pauses, get } = open();
    await expect(get(server.url)).rejects.toThrow(
      `${server.url}: expected an answer, found HTTP status 500. The server is in trouble or asks for a pause: run again later.`,
    );
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(server.requests).toHaveLength(5);
  });

  test.each([401, 403, 404])('%d does not get better by asking again', async (code) => {
    await using server = await inTurn(status(code), whole);
    await expect(open().get(server.url)).rejects.toMatchObject({ code: 'unreachable' });
    expect(server.requests).toHaveLength(1);
  });

  test('a server that is not there', async () => {
    const server = await startServer((_, response) => whole(response));
    await server[Symbol.asyncDispose]();
    const { pauses, get } = open();
    const error = await get(server.url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'OsvError', code: 'unreachable', cause: expect.any(Error) });
    expect(String(error)).toContain('ECONNREFUSED');
    expect(pauses).toHaveLength(4);
  });

  test('an answer that breaks off is asked for again', async () => {
    await using server = await inTurn((response) => sendCutOff(response, 'never whole'), whole);
    await expect(open().get(server.url)).resolves.toBe('whole');
  });

  test('an answer that breaks off each time is incomplete', async () => {
    await using server = await inTurn((response) => sendCutOff(response, 'never whole'));
    await expect(open().get(server.url)).rejects.toMatchObject({ code: 'incomplete', cause: expect.any(Error) });
    expect(server.requests).toHaveLength(5);
  });

  test('a server that says nothing is not waited for for ever', async () => {
    await using server = await inTurn(() => {}, whole);
    await expect(open({ timeout: 60 }).get(server.url)).resolves.toBe('whole');
  });

  test('an answer that stops in the middle is not waited for for ever', async () => {
    await using server = await inTurn((response) => void response.write('begun'));
    await expect(open({ timeout: 60 }).get(server.url)).rejects.toThrow('nothing came for 60 ms');
  });

  test('a slow answer is waited for as long as something comes', async () => {
    await using server = await inTurn((response) => {
      let sent = 0;
      const timer = setInterval(() => {
        response.write('x');
        sent += 1;
        if (sent < 6) return;
        clearInterval(timer);
        response.end();
      }, 50);
    });
    await expect(open({ timeout: 200 }).get(server.url)).resolves.toBe('xxxxxx');
    expect(server.requests).toHaveLength(1);
  });

  test('an answer that is too large is refused before it is held, and not asked for again', async () => {
    await using server = await inTurn((response) => void response.end('x'.repeat(100_000)));
    await expect(open().get(server.url, 1_000)).rejects.toMatchObject({ code: 'format' });
    expect(server.requests).toHaveLength(1);
  });

  test('a caller who gives up gets the reason at once', async () => {
    await using server = await inTurn(() => {});
    const controller = new AbortController();
    const asked = open().get(server.url, 1_000, controller.signal);
    controller.abort(new Error('the worker stops'));
    await expect(asked).rejects.toThrow('the worker stops');
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  test('each new attempt is told to the log', async () => {
    await using server = await inTurn(status(503), whole);
    const told: object[] = [];
    await open({ log: { warn: (fields) => told.push(fields) } }).get(server.url);
    expect(told).toEqual([expect.objectContaining({ url: server.url, attempt: 1, pause: 1_000 })]);
  });
});
