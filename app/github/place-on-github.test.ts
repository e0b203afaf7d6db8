import { expect, test } from 'vitest';
import { placeOnGitHub } from './place-on-github.ts';

const there = { owner: 'team', repo: 'lamp.js' };

test.each([
  ['https://github.com/team/lamp.js', 'https://api.github.com', there],
  ['https://github.com/team/lamp.js/', 'https://api.github.com', there],
  ['https://harbour.ghe.com/team/lamp.js', 'https://api.harbour.ghe.com', there],
  ['https://git.example.org/team/lamp.js', 'https://git.example.org/api/v3', there],
  ['https://git.example.org:8443/team/lamp.js', 'https://git.example.org:8443/api/v3', there],
  ['https://github.com/team/lamp.js', 'https://git.example.org/api/v3', undefined],
  ['https://git.example.org/team/lamp.js', 'https://api.github.com', undefined],
  ['https://github.com.example.org/team/lamp.js', 'https://api.github.com', undefined],
  ['https://github.com/team', 'https://api.github.com', undefined],
  ['https://github.com/team/lamp/tree/main', 'https://api.github.com', undefined],
  ['https://github.com/team/%2e%2e', 'https://api.github.com', undefined],
  ['https://github.com/-team/lamp', 'https://api.github.com', undefined],
  ['not an address', 'https://api.github.com', undefined],
])('%s at %s', (address, apiUrl, expected) => {
  expect(placeOnGitHub(address, apiUrl)).toEqual(expected);
});
