import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registrationDate } from './registration-date.ts';

const DATE = '2026-01-02T03:04:05.000Z';
const registered = (eventDate: unknown = DATE) => ({
  objectClassName: 'domain',
  events: [
    { eventAction: 'last changed', eventDate: '2026-02-02T00:00:00Z' },
    { eventAction: 'registration', eventDate },
  ],
});

describe('RDAP', () => {
  const answers = new Map<string, (response: ServerResponse) => void>();
  let asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const answer = answers.get(request.url!);
    if (answer === undefined) response.writeHead(404).end('{"errorCode":404}');
    else answer(response);
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    answers.clear();
    asked = [];
  });

  const say = (path: string, body: unknown) =>
    answers.set(path, (response) =>
      response
        .writeHead(200, { 'content-type': 'application/rdap+json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body)),
    );
  const ask = (domain: string) => registrationDate(domain, { fetch, service: `${url}/` });
  const iso = async (domain: string) => (await ask(domain))?.toISOString();

  test('the date of a registration', async () => {
    say('/domain/lamp.example', registered());
    expect(await iso('lamp.example')).toBe(DATE);
    expect(asked).toEqual(['/domain/lamp.example']);
  });

  test('of the domain above, where the registry knows nothing of what is below', async () => {
    say('/domain/lamp.example', registered());
    expect(await iso('a.b.mail.lamp.example')).toBe(DATE);
    expect(asked).toEqual(
      ['b.mail', 'mail'].map((below) => `/domain/${below}.lamp.example`).concat('/domain/lamp.example'),
    );
  });

  test('from where the service redirects to, but not for ever', async () => {
    answers.set('/domain/lamp.example', (response) => response.writeHead(302, { location: '/registry/lamp' }).end());
    say('/registry/lamp', registered());
    expect(await iso('lamp.example')).toBe(DATE);
    answers.set('/domain/round.example', (response) =>
      response.writeHead(302, { location: '/domain/round.example' }).end(),
    );
    expect(await ask('round.example')).toBeUndefined();
    expect(asked.length).toBeLessThan(10);
  });

  test('null where no registry says it', async () => {
    expect(await ask('lamp.example')).toBeNull();
    for (const body of [{}, [], { events: {} }, registered('yesterday'), registered(5), registered('0001-01-01')]) {
      say('/domain/lamp.example', body);
      expect(await ask('lamp.example')).toBeNull();
    }
  });

  test('unknown where it could not be asked', async () => {
    for (const status of [429, 500, 403]) {
      answers.set('/domain/lamp.example', (response) => response.writeHead(status).end());
      expect(await ask('lamp.example')).toBeUndefined();
    }
    say('/domain/lamp.example', '<html>');
    expect(await ask('lamp.example')).toBeUndefined();
    say('/domain/lamp.example', JSON.stringify({ ...registered(), notices: 'x'.repeat(300_000) }));
    expect(await ask('lamp.example')).toBeUndefined();
    answers.set('/domain/lamp.example', (response) => response.destroy());
    expect(await ask('lamp.example')).toBeUndefined();
  });

  test('a service that speaks https leads to no plain address, and to none without a name', async () => {
    for (const location of ['http://rdap.example/lamp', 'https://127.0.0.1/', 'https://[::1]/', 'https://inside/']) {
      const visited: string[] = [];
      const redirect: typeof fetch = async (input) => {
        visited.push(String(input));
        return new Response(null, { status: 302, headers: { location } });
      };
      const options = { fetch: redirect, service: 'https://rdap.example.org' };
      expect(await registrationDate('lamp.example', options)).toBeUndefined();
      expect(visited).toEqual(['https://rdap.example.org/domain/lamp.example']);
    }
  });
});
