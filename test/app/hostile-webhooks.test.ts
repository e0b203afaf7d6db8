import { createHmac, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Lockkeeper } from '../../app/start-lockkeeper.ts';
import { openTestPglite, type TestDatabase } from '../databases.ts';
import { type EmulatedGitHub, startGitHub } from '../github/index.ts';
import { startService } from './start-service.ts';

let github: EmulatedGitHub;
let service: Lockkeeper;
let database: TestDatabase;

beforeAll(async () => {
  database = await openTestPglite();
  github = await startGitHub({ accounts: [{ login: 'harbour' }] });
  service = await startService({ github, database });
  await service.idle();
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await github.close();
  await database[Symbol.asyncDispose]();
});

interface Sent {
  event?: string;
  guid?: string;
  headers?: Record<string, string>;
  path?: string;
}

/** Signed as GitHub does, so that nothing but the content can be refused. */
function send(
  body: string,
  { event = 'push', guid = randomUUID(), headers = {}, path = '/api/github/webhooks' }: Sent = {},
) {
  const signature = createHmac('sha256', github.webhookSecret).update(body).digest('hex');
  return fetch(`${service.url}${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-hub-signature-256': `sha256=${signature}`,
      ...headers,
    },
  });
}

const jobs = async () => (await service.queue!.counts()).filter(({ queue }) => /scan|sync/.test(queue));
const push = {
  ref: 'refs/heads/main',
  deleted: false,
  repository: { id: 1, default_branch: 'main' },
  installation: { id: 2 },
};

describe('hostile webhooks', () => {
  test.each<[string, string, Sent, number, string]>([
    [
      'a wrong signature',
      '{}',
      { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } },
      400,
      'signature does not match',
    ],
    [
      'a signature of nonsense',
      '{}',
      { headers: { 'x-hub-signature-256': 'nonsense' } },
      400,
      'signature does not match',
    ],
    ['another content type', '{}', { headers: { 'content-type': 'text/plain' } }, 415, 'application/json'],
    ['no JSON', '{"ref": ', {}, 400, 'Invalid JSON'],
    // Probot and its webhooks library stumble over these, and say only that they did.
    ['null', 'null', {}, 500, ''],
    ['a number', '7', {}, 500, ''],
    ['a string', '"push"', {}, 500, ''],
    ['a name that no event has', '{}', { event: '__proto__' }, 500, ''],
    ['a list', '[]', {}, 422, 'the payload: expected object'],
    ['nothing in it', '{}', {}, 422, 'ref: expected string'],
    [
      'a ref that is a number',
      JSON.stringify({ ...push, ref: 7 }),
      {},
      422,
      'ref: expected string, received number (found 7)',
    ],
    [
      'a repository that is null',
      JSON.stringify({ ...push, repository: null }),
      {},
      422,
      'repository: expected object',
    ],
    [
      'an id that is text',
      JSON.stringify({ ...push, repository: { id: '1' } }),
      {},
      422,
      'repository.id: expected number, received string (found "1")',
    ],
    ['an id below zero', JSON.stringify({ ...push, repository: { id: -1 } }), {}, 422, 'repository.id: Too small'],
    [
      'an id with a fraction',
      JSON.stringify({ ...push, repository: { id: 1.5 } }),
      {},
      422,
      'repository.id: expected int',
    ],
    ['an id beyond numbers', '{"ref":"x","repository":{"id":1e400}}', {}, 422, 'repository.id: expected number'],
    [
      'an installation that is a list',
      JSON.stringify({ ...push, installation: [2] }),
      {},
      422,
      'installation: expected object',
    ],
    [
      'an installation event without one',
      '{"action":"created"}',
      { event: 'installation' },
      422,
      'installation: expected object, received undefined (found nothing)',
    ],
    [
      'an action with a NUL',
      '{"action":"a\\u0000","installation":{"id":2}}',
      { event: 'installation' },
      422,
      'action: ',
    ],
    [
      'an action that is an object',
      '{"action":{},"installation":{"id":2}}',
      { event: 'repository' },
      422,
      'action: expected string, received object (found an object)',
    ],
    [
      '__proto__ instead of fields',
      '{"__proto__":{"ref":"refs/heads/main","repository":{"id":1}}}',
      {},
      422,
      'ref: expected string',
    ],
    [
      'a delivery id without end',
      JSON.stringify(push),
      { guid: 'g'.repeat(4000) },
      422,
      'x-github-delivery: expected a GUID',
    ],
    ['nesting without end', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, {}, 422, 'the payload: expected object'],
  ])('%s is refused in words', async (_, body, sent, status, message) => {
    const answer = await send(body, sent);
    expect(answer.status).toBe(status);
    expect((await answer.text()).replaceAll('\\"', '"')).toContain(message);
    expect(await jobs()).toEqual([]);
    expect(await service.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
  });

  test.each<[string, string, Sent]>([
    ['an event we know nothing of', '{"zen":1}', { event: 'gollum' }],
    ['a push without an installation', JSON.stringify({ ...push, installation: null }), {}],
    ['a push to another branch', JSON.stringify({ ...push, ref: 'refs/heads/side' }), {}],
    ['a push of a tag', JSON.stringify({ ...push, ref: 'refs/tags/main' }), {}],
    ['a deleted branch', JSON.stringify({ ...push, deleted: true }), {}],
    [
      'a repository without a default branch',
      JSON.stringify({ ...push, repository: { id: 1, default_branch: null } }),
      {},
    ],
    ['a repository event without an installation', '{"action":"created","repository":null}', { event: 'repository' }],
  ])('%s is taken and does nothing', async (_, body, sent) => {
    const answer = await send(body, sent);
    expect(answer.status).toBe(200);
    expect(await jobs()).toEqual([]);
  });

  test.each([
    ['too long a body', { 'content-length': String(25 * 1024 * 1024 + 1) }, 413],
    ['a body of unknown length', { 'transfer-encoding': 'chunked' }, 411],
  ])('%s is refused unread', async (_, headers, status) => {
    const { hostname, port } = new URL(service.url);
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(
        { hostname, port, path: '/api/github/webhooks', method: 'POST', headers },
        (response) => {
          response.resume();
          resolve(response.statusCode);
          sent.destroy();
        },
      );
      sent.once('error', reject);
      sent.flushHeaders();
    });
    expect(answer).toBe(status);
  });

  test('a sender that hangs up in the middle harms nothing', async () => {
    const { hostname, port } = new URL(service.url);
    await new Promise<void>((resolve) => {
      const headers = { 'content-length': '1000', 'content-type': 'application/json' };
      const sent = httpRequest({ hostname, port, path: '/api/github/webhooks', method: 'POST', headers });
      sent.once('error', () => resolve());
      sent.write('{"ref":', () => sent.destroy(new Error('hung up')));
    });
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  });

  test('after all that it still takes a good one, also at the root, where the set-up page points Apps to', async () => {
    expect((await send(JSON.stringify(push))).status).toBe(200);
    expect((await send(JSON.stringify(push), { path: '/' })).status).toBe(200);
    await service.idle();
    expect(await jobs()).toEqual([{ queue: 'scan-repository', state: 'completed', count: 2 }]);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('lockkeeper_webhook_deliveries_total{event="push",result="accepted"} 2');
    expect(metrics).toMatch(/lockkeeper_webhook_deliveries_total\{event="push",result="invalid"\} 1\d/);
  });
});
