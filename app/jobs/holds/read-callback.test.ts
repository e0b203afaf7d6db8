import { describe, expect, test } from 'vitest';
import { readCallback } from './read-callback.ts';

const path = '/repos/harbour/lamp/actions/runs/42/deployment_protection_rule';
const dotcom = { apiUrl: 'https://api.github.com', repository: { owner: 'harbour', name: 'lamp' } };
const enterprise = { ...dotcom, apiUrl: 'https://github.example.org/api/v3/' };

describe('readCallback', () => {
  test.each([
    [`https://api.github.com${path}`, dotcom],
    [`https://API.github.com:443${path.replace('harbour', 'Harbour')}`, dotcom],
    [`https://github.example.org/api/v3${path}`, enterprise],
  ])('reads the run of %s', (address, where) => {
    expect(readCallback(address, where)).toMatchObject({ ok: true, runId: 42 });
  });

  test.each([
    [
      'another host',
      `https://api.github.com.example.org${path}`,
      dotcom,
      'expected an address at https://api.github.com',
    ],
    ['another port', `https://api.github.com:8443${path}`, dotcom, 'found one at https://api.github.com:8443'],
    ['no TLS', `http://api.github.com${path}`, dotcom, 'found one at http://api.github.com'],
    ['somebody to sign in as', `https://api.github.com@example.org${path}`, dotcom, 'found one at https://example.org'],
    ['no host', `file://${path}`, dotcom, 'expected an address'],
    ['no address', 'lamp', dotcom, 'found none'],
    [
      'another repository',
      `https://api.github.com${path.replace('lamp', 'quay')}`,
      dotcom,
      'found one of harbour/quay',
    ],
    [
      'another path',
      'https://api.github.com/repos/harbour/lamp/actions/runs/42/cancel',
      dotcom,
      'the path of a workflow run',
    ],
    ['a way out', `https://api.github.com${path}/../../../../../quay`, dotcom, 'the path of a workflow run'],
    [
      'an encoded way out',
      `https://api.github.com${path.replace('lamp', 'lamp%2f..')}`,
      dotcom,
      'the path of a workflow run',
    ],
    [
      'a run that is no number',
      `https://api.github.com${path.replace('42', '0x2a')}`,
      dotcom,
      'the path of a workflow run',
    ],
    [
      'a run beyond numbers',
      `https://api.github.com${path.replace('42', '9'.repeat(16))}`,
      dotcom,
      'the path of a workflow run',
    ],
    ['a query', `https://api.github.com${path}?a=b`, dotcom, 'the path of a workflow run'],
    [
      'the path of github.com at an enterprise server',
      `https://github.example.org${path}`,
      enterprise,
      'the path of a workflow run',
    ],
  ])('refuses %s', (_, address, where, why) => {
    expect(readCallback(address, where)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});
