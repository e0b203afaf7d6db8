import { expect, test } from 'vitest';
import { readRegistrySettings } from './read-registry-settings.ts';

test('reads registries, scopes and sign-ins', () => {
  const settings = {
    default: 'https://registry.example.org/',
    scopes: { '@team': 'https://registry.example.org/team' },
    credentials: {
      'https://registry.example.org/team': { token: 't' },
      'https://registry.example.org/': { username: 'u', password: 'p' },
    },
    trusted: ['https://mirror.example.org'],
  };
  expect(readRegistrySettings(JSON.stringify(settings), 'REGISTRIES')).toEqual(settings);
  expect(readRegistrySettings(' ', 'REGISTRIES')).toEqual({});
});

test.each([
  ['{"default":', /^REGISTRIES: found no JSON/],
  ['[]', /^REGISTRIES: .*expected object/],
  ['{"default":"registry"}', /^REGISTRIES: default: an address/],
  ['{"default":"file:///etc"}', /^REGISTRIES: default: an address/],
  ['{"scopes":{"team":"https://a.example.org"}}', /^REGISTRIES: scopes\.team: /],
  ['{"credentials":{"https://a.example.org":{"token":""}}}', /^REGISTRIES: credentials\./],
  ['{"credentials":{"https://a.example.org":{"secret":"s3same"}}}', /^REGISTRIES: credentials\./],
  ['{"registry":"s3same"}', /^REGISTRIES: /],
])('refuses %s without repeating values', (text, message) => {
  const read = () => readRegistrySettings(text, 'REGISTRIES');
  expect(read).toThrow(message);
  expect(read).not.toThrow(/s3same/);
});
