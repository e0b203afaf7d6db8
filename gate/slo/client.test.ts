import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sendCutOff, sendJson, startServer } from '../../test/osv/local-server.ts';
import { openPrometheus, type PrometheusOptions } from './client.ts';
import { SloError } from './slo-error.ts';

const SEVEN = { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '7'] }] } };

type Send = (response: ServerResponse) => void;
const seven: Send = (response) => sendJson(response, SEVEN);
const status =
  (code: number, headers: Record<string, string> = {}): Send =>
  (response) =>
    void response.writeHead(code, headers).end('busy');
const silence: Send = () => {};

/** Answers in turn; the last one again and again. */
async function served(...sends: Send[]) {
  const seen: { headers: IncomingMessage['headers']; body: URLSearchParams }[] = [];
  const server = await startServer((request, response, body) => {
    seen.push({ headers: request.headers, body: new URLSearchParams(body) });
    sends[Math.min(seen.length, sends.length) - 1]!(response);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const open = (more: Partial<PrometheusOptions> = {}) => openPrometheus({ fetch, url: server.url, ...more });
  return { server, seen, open };
}

describe('a Prometheus', () => {
  test('is asked by a form, at a moment, and gives a count', async () => {
    const { server, seen, open } = await served(seven);
    await expect(open({ timeout: 5000 }).query('sum(up) + 1', 1_700_000_000)).resolves.toEqual({ count: 7 });
    expect(server.requests).toEqual(['POST /api/v1/query']);
    expect(Object.fromEntries(seen[0]!.body)).toEqual({ query: 'sum(up) + 1', time: '1700000000', timeout: '5000ms' });
    expect(seen[0]!.headers).not.toHaveProperty('authorization');
  });

  test('may stand below a path', async () => {
    const { server } = await served(seven);
    const below = openPrometheus({ fetch, url: `${server.url}/prometheus/?x=1#y` });
    await expect(below.query('up', 1)).resolves.toEqual({ count: 7 });
    expect(server.requests).toEqual(['POST /prometheus/api/v1/query']);
  });

  test.each([
    [{ kind: 'bearer', token: 's3cret' } as const, 'Bearer s3cret'],
    [{ kind: 'basic', username: 'ann', password: 'pässword' } as const, `Basic ${btoa('ann:p\xc3\xa4ssword')}`],
  ])('is shown credentials: %j', async (auth, header) => {
    const { seen, open } = await served(seven);
    await open({ auth }).query('up', 1);
    expect(seen[0]!.headers.authorization).toBe(header);
  });

  test.each([301, 302, 307, 308])('that redirects (%i) is not followed: credentials would go along', async (code) => {
    const elsewhere = await served(seven);
    const { open } = await served(status(code, { location: `${elsewhere.server.url}/api/v1/query` }));
    const answer = await open({ auth: { kind: 'bearer', token: 's3cret' } }).query('up', 1);
    expect(answer).toEqual({ error: expect.stringContaining(`a redirect (status ${code})`) });
    expect(elsewhere.server.requests).toEqual([]);
  });

  test.each([401, 403])('that lets nobody in (%i) says to look at the credentials', async (code) => {
    const { server, open } = await served(status(code));
    await expect(open().query('up', 1)).resolves.toEqual({ error: expect.stringContaining('check the credentials') });
    expect(server.requests).toHaveLength(1);
  });

  test.each([429, 502, 503, 504])('that is busy (%i) is asked once more', async (code) => {
    const { server, open } = await served(status(code), seven);
    await expect(open().query('up', 1)).resolves.toEqual({ count: 7 });
    expect(server.requests).toHaveLength(2);
  });

  test('that stays busy is an error', async () => {
    const { server, open } = await served(status(503));
    await expect(open().query('up', 1)).resolves.toEqual({ error: expect.stringContaining('status 503 and busy') });
    expect(server.requests).toHaveLength(2);
  });

  test('that breaks off is asked once more', async () => {
    const { open } = await served((response) => sendCutOff(response, JSON.stringify(SEVEN)), seven);
    await expect(open().query('up', 1)).resolves.toEqual({ count: 7 });
  });

  test('that is slow is given up, and after three silences in a row is not asked again', async () => {
    const { server, open } = await served(silence);
    const prometheus = open({ timeout: 50 });
    for (let round = 0; round < 3; round += 1) {
      await expect(prometheus.query('up', 1)).resolves.toEqual({
        error: 'expected an answer within 50 ms, found none',
      });
    }
    await expect(prometheus.query('up', 1)).resolves.toEqual({ error: expect.stringContaining('not asked') });
    expect(server.requests).toHaveLength(3);
  });

  test('that answers between silences is asked on', async () => {
    const { server, open } = await served(silence, silence, seven, silence, silence, seven);
    const prometheus = open({ timeout: 50 });
    for (let round = 0; round < 6; round += 1) await prometheus.query('up', 1);
    expect(server.requests).toHaveLength(6);
  });

  test('that starts to answer and does not go on is given up', async () => {
    const { open } = await served((response) => void response.writeHead(200).write('{"status":'));
    await expect(open({ timeout: 100 }).query('up', 1)).resolves.toEqual({
      error: 'expected an answer within 100 ms, found none',
    });
  });

  test('is given up when the time for all is over', async () => {
    const { server, open } = await served(silence);
    const prometheus = open({ signal: AbortSignal.timeout(50) });
    const over = { error: expect.stringContaining('the time for all questions was over') };
    await expect(prometheus.query('up', 1)).resolves.toEqual(over);
    await expect(prometheus.query('up', 1)).resolves.toEqual(over);
    expect(server.requests).toHaveLength(1);
  });

  test('is not read beyond 1 MB', async () => {
    let sent = 0;
    const { open } = await served((response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32))) sent += 65_536;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(open().query('up', 1)).resolves.toEqual({ error: expect.stringContaining('at most 1 MB') });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test('that is not there is an error that names no address', async () => {
    const { server, open } = await served(seven);
    const prometheus = open();
    await server[Symbol.asyncDispose]();
    await expect(prometheus.query('up', 1)).resolves.toEqual({
      error: 'expected an answer, found no connection (ECONNREFUSED)',
    });
  });

  test.each([
    ['no address', { url: 'prometheus:9090x y' }, 'the http or https address'],
    ['another protocol', { url: 'file:///etc/passwd' }, 'the http or https address'],
    ['a password in the address', { url: 'https://ann:s3cret@prometheus.example.org' }, 'credentials beside'],
    ['a token of two lines', { auth: { kind: 'bearer', token: 's3cret\nx: y' } as const }, 'a token of printable'],
    ['an empty token', { auth: { kind: 'bearer', token: '' } as const }, 'a token of printable'],
  ])('is not opened with %s, and no secret is told', (_, more, text) => {
    const open = () => openPrometheus({ fetch, url: 'https://prometheus.example.org', ...more });
    expect(open).toThrow(SloError);
    expect(open).toThrow(text);
    expect(open).not.toThrow('s3cret');
  });
});
