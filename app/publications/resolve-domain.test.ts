import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DnsAnswer, type DnsServer, openDnsServer } from '../../test/maintainers/open-dns-server.ts';
import { createResolver, type Resolution } from './resolve-domain.ts';

describe('domains', () => {
  let server: DnsServer;
  beforeAll(async () => {
    server = await openDnsServer();
    server.say('example', { ns: ['ns.example'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each<[string, string, Record<string, DnsAnswer>, Resolution]>([
    ['with mail servers', 'a.example', { '': { mx: ['mail.a.example'] } }, 'resolves'],
    ['with addresses alone', 'b.example', { '': { a: ['192.0.2.1'] } }, 'resolves'],
    ['whose name is there, and nothing else', 'c.example', { '': {} }, 'resolves'],
    ['denied for mail alone', 'd.example', { '': { a: ['192.0.2.1'] }, ' MX': 'denied' }, 'resolves'],
    ['denied for all', 'e.example', {}, 'gone'],
    ['denied by a server that denies all', 'f.elsewhere', {}, 'unknown'],
    ['whose server fails', 'g.example', { '': 'failure' }, 'unknown'],
    ['denied for mail, and then its server fails', 'h.example', { ' A': 'failure' }, 'unknown'],
    ['without an answer', 'i.example', { '': 'silent' }, 'unknown'],
  ])('one %s', async (_, name, said, expected) => {
    for (const [kind, answer] of Object.entries(said)) server.say(`${name}${kind}`, answer);
    const resolve = createResolver({ servers: [server.address], timeout: 100, tries: 1 });
    expect(await resolve(name)).toBe(expected);
  });
});
