import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makePackument } from '../../test/maintainers/make-packument.ts';
import { openPackumentServer } from '../../test/maintainers/open-packument-server.ts';
import { type MadeRequest, type PollRequest, pollPackument } from './poll-packument.ts';

const now = new Date('2026-03-01T12:00:00Z');
const alpha = makePackument('alpha', { versions: { '1.0.0': { at: '2020-01-01T00:00:00.000Z' } } });

async function open() {
  const server = await openPackumentServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  server.publish('alpha', alpha);
  const made: MadeRequest[] = [];
  const poll = (name: string, rest: Partial<PollRequest> = {}) =>
    pollPackument(name, {
      registry: { default: server.url },
      etag: null,
      now: () => now,
      onRequest: (request) => made.push(request),
      ...rest,
      limits: { retries: 1, timeout: 5_000, backOff: 10, ...rest.limits },
    });
  return { server, made, poll };
}

async function etagOf(poll: Awaited<ReturnType<typeof open>>['poll']): Promise<string> {
  const polled = await poll('alpha');
  return polled.kind === 'document' ? polled.etag! : '';
}

test('gives the whole document once, and then only that it is unchanged', async () => {
  const { server, made, poll } = await open();
  const first = await poll('alpha');
  expect(first).toEqual({ kind: 'document', packument: alpha, etag: expect.stringMatching(/^"\w{64}"$/) });
  const etag = first.kind === 'document' ? first.etag : null;
  expect(await poll('alpha', { etag })).toEqual({ kind: 'unchanged' });
  expect(made).toEqual([
    { status: '200', bytes: JSON.stringify(alpha).length },
    { status: '304', bytes: 0 },
  ]);
  expect(server.requests.map(({ headers }) => headers.accept)).toEqual(['application/json', 'application/json']);
  server.publish('alpha', { ...alpha, readme: 'new' });
  expect(await poll('alpha', { etag })).toMatchObject({ kind: 'document', packument: { readme: 'new' } });
});

test('a registry without ETags is asked for everything', async () => {
  const { server, poll } = await open();
  server.etags(false);
  expect(await poll('alpha', { etag: '"old"' })).toEqual({ kind: 'document', packument: alpha, etag: null });
});

test('what a registry does not know is missing', async () => {
  const { poll, made } = await open();
  expect(await poll('beta')).toMatchObject({ kind: 'missing', problem: expect.stringMatching(/beta answers 404/) });
  expect(made).toEqual([{ status: '404', bytes: 0 }]);
});

test('a package of a private scope is asked for there with its sign-in, and nowhere else, however its scope is spelt', async () => {
  const { server: common, poll } = await open();
  const team = await openPackumentServer();
  onTestFinished(() => team[Symbol.asyncDispose]());
  const registry = {
    default: common.url,
    scopes: { '@team': `${team.url}npm/private` },
    credentials: { [`${team.url}npm/`]: { token: 'sesame' } },
  };
  for (const name of ['@team/tool', '@Team/tool', '@other/tool']) await poll(name, { registry });
  expect(team.requests.map(({ name, headers }) => [name, headers.authorization])).toEqual([
    ['npm/private/@team/tool', 'Bearer sesame'],
    ['npm/private/@Team/tool', 'Bearer sesame'],
  ]);
  expect(common.requests.map(({ name, headers }) => [name, headers.authorization])).toEqual([
    ['@other/tool', undefined],
  ]);
});

test.each(['..', '.hidden', 'a/../b', '@team/../x', 'a b', '@/x', 'x?y=1', 'a/b', '', 'ünïcode', '@team'])(
  'what is no name is asked nowhere: %j',
  async (name) => {
    const { server, poll } = await open();
    expect(await poll(name)).toMatchObject({ kind: 'failed', error: { code: 'format' } });
    expect(server.requests).toEqual([]);
  },
);

describe('faults', () => {
  test('errors of the server, cut-off bodies and silence are tried again', async () => {
    const { server, made, poll } = await open();
    for (const fault of [{ status: 500 }, 'cut-off', 'silent'] as const) {
      server.fail('alpha', fault, 1);
      expect(await poll('alpha', { limits: { timeout: 500 } })).toMatchObject({ kind: 'document', packument: alpha });
    }
    expect(made.map(({ status }) => status)).toEqual(['500', '200', '200', '200', 'error', '200']);
  });

  test.each([
    [{ status: 500 }, 'unreachable', /status 500/],
    ['cut-off', 'unreachable', /expected an answer/],
    [{ status: 401 }, 'refused', /Give a sign-in/],
    [{ status: 400 }, 'format', /status 400/],
    [{ status: 200, body: '<html>Sign in</html>' }, 'format', /a web page/],
    [{ status: 200, body: '{"name":' }, 'format', /no JSON/],
    [{ status: 200, body: ' '.repeat(5000) }, 'too-large', /at most 4000 bytes/],
  ] as const)('%j for ever is an outcome: %s', async (fault, code, message) => {
    const { server, poll } = await open();
    server.fail('alpha', fault);
    expect(await poll('alpha', { limits: { bytes: 4000 } })).toMatchObject({
      kind: 'failed',
      error: { code, message: expect.stringMatching(message) },
    });
  });

  test('where nobody listens', async () => {
    const { poll } = await open();
    const registry = { default: 'http://127.0.0.1:1/' };
    expect(await poll('alpha', { registry })).toMatchObject({ kind: 'failed', error: { code: 'unreachable' } });
  });

  test.each([
    [429, '30', 30],
    [429, 'Sun, 01 Mar 2026 12:02:00 GMT', 120],
    [429, undefined, 300],
    [429, 'soon', 300],
    [429, '999999999', 3600],
    [429, '-5', 1],
    [429, 'Sun, 01 Mar 2020 12:00:00 GMT', 1],
    [503, '40', 40],
  ])(
    '%i with retry-after %s: the registry wants to be left alone for %i s, and is asked no second time',
    async (status, retryAfter, seconds) => {
      const { server, poll } = await open();
      server.fail('alpha', { status, retryAfter });
      expect(await poll('alpha')).toEqual({ kind: 'pause', until: new Date(now.getTime() + seconds * 1000) });
      expect(server.requests).toHaveLength(1);
    },
  );

  test('being told to stop is no outcome', async () => {
    const { server, poll } = await open();
    server.fail('alpha', 'silent');
    await expect(poll('alpha', { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    server.fail('alpha', { status: 500 });
    const stop = new AbortController();
    const polling = poll('alpha', { signal: stop.signal, limits: { backOff: 60_000 } });
    await pause(100);
    stop.abort(new Error('the service stops'));
    await expect(polling).rejects.toThrow();
  });

  test('settings that are wrong are thrown', async () => {
    const { poll } = await open();
    await expect(poll('alpha', { registry: { default: 'registry' } })).rejects.toThrow("expected a registry's address");
  });
});

test('a document of 50 MB is read', async () => {
  const { server, poll, made } = await open();
  server.publish('alpha', { ...alpha, readme: 'x'.repeat(50_000_000) });
  expect(await poll('alpha', { limits: { timeout: 60_000 } })).toMatchObject({ kind: 'document' });
  expect(made[0]!.bytes).toBeGreaterThan(50_000_000);
  expect(await etagOf(poll)).toMatch(/^"/);
});
