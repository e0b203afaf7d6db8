import { expect, test } from 'vitest';
import { describeEntry } from './describe-entry.ts';
import type { LedgerFact } from './ledger-entry.ts';
import { account } from './ledger-fixture.ts';

const [ann, ben] = [account('ann'), { name: 'ben' }];
const repository = 'https://github.com/dock/rope';

test.each<[LedgerFact, string]>([
  [{ kind: 'baseline', versions: 1 }, 'first seen, with 1 version'],
  [{ kind: 'maintainers', after: [ann, ben] }, 'may publish: ann (example.org), ben'],
  [{ kind: 'maintainers', before: [ann], after: [ben] }, 'added: ben; removed: ann (example.org)'],
  [
    { kind: 'maintainers', before: [ann], after: [account('ann', 'other.example')] },
    'another address: ann (other.example)',
  ],
  [{ kind: 'published', version: '1.0.0' }, '1.0.0'],
  [
    {
      kind: 'published',
      version: '1.0.0',
      publisher: ann,
      trustedPublisher: true,
      provenance: true,
      installScripts: true,
      bins: ['rope', 'knot'],
      gitHead: false,
    },
    '1.0.0 by ann (example.org), by a trusted publisher, with provenance, runs a script when it is installed, commands rope, knot, no git commit on record',
  ],
  [
    {
      kind: 'published',
      version: '1.0.0',
      trustedPublisher: false,
      provenance: false,
      installScripts: false,
      bins: [],
    },
    '1.0.0, no provenance',
  ],
  [{ kind: 'unpublished', version: '1.0.0' }, '1.0.0 was taken back'],
  [{ kind: 'deprecated', version: '1.0.0', notice: 'use knot' }, '1.0.0 is deprecated: use knot'],
  [{ kind: 'deprecated', version: '1.0.0', notice: null }, '1.0.0 is not deprecated any more'],
  [{ kind: 'dist-tag', tag: 'latest', from: null, to: '1.0.0' }, 'latest: from nothing to 1.0.0'],
  [
    { kind: 'provenance', version: '1.0.0', repository, workflow: 'release.yml' },
    '1.0.0 was built from https://github.com/dock/rope by release.yml',
  ],
  [{ kind: 'provenance', version: '1.0.0', repository: null, workflow: null }, '1.0.0 was built nobody can read where'],
  [{ kind: 'git-tag', version: '1.0.0', repository, tag: null }, '1.0.0 has no tag in https://github.com/dock/rope'],
  [
    { kind: 'email-domain', person: 'ann', domain: 'example.org', resolves: false, registeredAt: null },
    'example.org (of ann) does not resolve',
  ],
  [
    { kind: 'email-domain', person: 'ann', domain: 'a.example', resolves: true, registeredAt: '2026-01-02T03:04:05Z' },
    'a.example (of ann) resolves, registered on 2026-01-02',
  ],
  [
    { kind: 'dependency-age', version: '1.0.0', dependency: 'knot', createdAt: null },
    '1.0.0 asks for knot, which the registry does not know',
  ],
])('%j', (fact, text) => {
  expect(describeEntry(fact)).toBe(text);
});
