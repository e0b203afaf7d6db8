import { expect, test } from 'vitest';
import { createMarkEmail } from './mark-email.ts';

const markEmail = createMarkEmail('ab'.repeat(32));

test.each([
  ['ann@Example.org', 'example.org'],
  ['ann@münchen.example', 'xn--mnchen-3ya.example'],
  ['"a@b"@mail.example.org', 'mail.example.org'],
  ['ann', null],
  ['@example.org', null],
  ['ann@localhost', null],
  ['ann@exa mple.org', null],
  ['ann@<b>.org', null],
  [`ann@${'a.'.repeat(500)}org`, null],
  ['', null],
])('%s is of %s', (address, domain) => {
  expect(markEmail(address).domain).toBe(domain);
});

test('the same address has the same mark, another one or another key another, and nothing of it can be read', () => {
  const { mark } = markEmail('ann@example.org');
  expect(mark).toMatch(/^[0-9a-f]{64}$/);
  expect(markEmail(' Ann@Example.ORG ').mark).toBe(mark);
  expect(markEmail('bob@example.org').mark).not.toBe(mark);
  expect(createMarkEmail('cd'.repeat(32))('ann@example.org').mark).not.toBe(mark);
});
