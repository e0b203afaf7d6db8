import { describe, expect, test } from 'vitest';
import { makeAttestations } from '../../test/maintainers/make-attestations.ts';
import { readAttestations } from './read-attestations.ts';

const made = { repository: 'team/lamp', workflow: '.github/workflows/publish.yml' };
const source = { repository: 'https://github.com/team/lamp', workflow: '.github/workflows/publish.yml' };
const NONE = { repository: null, workflow: null };

describe('attestations', () => {
  test.each(['v1', 'v0.2'] as const)('SLSA provenance %s: where it was built, whatever the tag', (slsa) => {
    for (const ref of ['refs/heads/main', 'refs/tags/@team/lamp@1.0.0'])
      expect(
        readAttestations('@team/lamp', '1.0.0', makeAttestations('@team/lamp', '1.0.0', { ...made, ref }, slsa)),
      ).toEqual(source);
  });

  test('GitLab: an address elsewhere, and a job', () => {
    const document = withStatement({
      subject: [{ name: 'pkg:npm/lamp@1.0.0?repository_url=https://registry.example.org/' }],
      predicateType: 'https://slsa.dev/provenance/v0.2',
      predicate: {
        invocation: {
          configSource: { uri: `git+https://gitlab.com/team/group/lamp@${'ab'.repeat(20)}`, entryPoint: 'publish' },
        },
      },
    });
    const expected = { repository: 'https://gitlab.com/team/group/lamp', workflow: 'publish' };
    expect(readAttestations('lamp', '1.0.0', document)).toEqual(expected);
  });

  const about = { subject: [{ name: 'pkg:npm/lamp@1.0.0' }], predicateType: 'https://slsa.dev/provenance/v1' };
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no list', { attestations: { 0: makeAttestations('lamp', '1.0.0', made) } }],
    ['an empty list', { attestations: [] }],
    ['no objects', { attestations: [null, 1, 'x'] }],
    ['of another version', makeAttestations('lamp', '1.0.1', made)],
    ['of another package', makeAttestations('lamp', '1.0.0', { ...made, purl: 'pkg:npm/rope@1.0.0' })],
    ['a payload that is no base64', { attestations: [{ bundle: { dsseEnvelope: { payload: '%%%' } } }] }],
    ['a payload that is no JSON', { attestations: [{ bundle: { dsseEnvelope: { payload: 'AAAA' } } }] }],
    ['a predicate that says nothing', withStatement({ ...about, predicate: null })],
    ['fields of other kinds', withStatement({ ...about, predicate: workflow({ repository: 1, path: {} }) })],
    ['no place on the web', withStatement({ ...about, predicate: workflow({ repository: 'javascript:alert(1)' }) })],
    ['a path without end', withStatement({ ...about, predicate: workflow({ path: 'x'.repeat(301) }) })],
    ['a path of several lines', withStatement({ ...about, predicate: workflow({ path: 'a.yml\n\nb' }) })],
    ['another predicate', withStatement({ ...about, predicateType: 'https://slsa.dev/provenance/v9', predicate: {} })],
  ])('%s: none', (_, document) => {
    expect(readAttestations('lamp', '1.0.0', document)).toEqual(NONE);
  });
});

function workflow(fields: object): object {
  return { buildDefinition: { externalParameters: { workflow: fields } } };
}

function withStatement(statement: object): object {
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  return { attestations: [{ bundle: { dsseEnvelope: { payload } } }] };
}
