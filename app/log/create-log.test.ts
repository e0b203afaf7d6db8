import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createLog } from './create-log.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const jwt = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(40)}.${'b'.repeat(80)}`;
const token = `ghs_${'A1b2'.repeat(9)}`;

const cases: [string, unknown, string][] = [
  ['an installation token in a message', new Error(`bad token ${token}`), token],
  ['a token in a field', { auth: { token: 'whatever-it-is' } }, 'whatever-it-is'],
  ['a JSON Web Token', { note: `sent ${jwt}` }, jwt],
  ['a private key', { key: pem }, pem.split('\n')[1]!],
  ['a private key in an error', new Error(pem), pem.split('\n')[1]!],
  [
    'an authorization header',
    { req: { headers: { authorization: 'Bearer lk_0123456789abcdef' } } },
    '0123456789abcdef',
  ],
  ['a bearer in text', { text: 'authorization: bearer lk_0123456789abcdef0' }, '0123456789abcdef0'],
  ['a cookie', { req: { headers: { cookie: 'session=abc"def' } } }, 'session=abc'],
  ['a database password', new Error('cannot reach postgres://keeper:hunter2@db:5432/x'), 'hunter2'],
  ['a token of ours in an address', { req: { url: `/?token=lk_${'aB3-_'.repeat(9)}` } }, 'aB3-_aB3'],
  ['a given secret', { body: 'it is se"same here' }, 'se\\"same'],
];

test.each(cases)('takes %s out of the line', (_, data, secret) => {
  const line = logged(data, 'something happened');
  expect(line).toContain('something happened');
  expect(line).toContain('[redacted]');
  expect(line).not.toContain(secret);
  expect(() => JSON.parse(line)).not.toThrow();
});

test('leaves ordinary lines alone', () => {
  const line = logged({ url: 'https://github.com/a/b', sha: 'a'.repeat(40) }, 'scanned');
  expect(JSON.parse(line)).toMatchObject({ url: 'https://github.com/a/b', sha: 'a'.repeat(40), msg: 'scanned' });
});

function logged(data: unknown, message: string): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  createLog({ level: 'info', secrets: ['se"same'], destination }).info(data, message);
  return lines.join('');
}
