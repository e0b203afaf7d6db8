import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PublishSignals, repositoryAddress } from '../../scanners/maintainers/index.ts';
import { cutPackageDocument } from './cut-package-document.ts';

const ann = { name: 'ann', email: 'ann@example.org' };
const recorded = { name: 'alpha', _npmUser: ann, maintainers: [{ name: 'bob' }, ann], dist: {} };

function signalsOf(manifest: object): PublishSignals | undefined {
  return cutPackageDocument('alpha', { name: 'alpha', versions: { '1.0.0': manifest } }).versions.get('1.0.0')!.signals;
}

describe('publish signals', () => {
  test('a registry that records who published leaves out what is not so', () => {
    expect(signalsOf(recorded)).toEqual({
      publisher: 'ann',
      trustedPublisher: false,
      provenance: false,
      installScripts: false,
      bins: [],
      maintainers: ['ann', 'bob'],
      gitHead: false,
    });
  });

  test('one that does not record it: only what is there is known', () => {
    expect(signalsOf({ name: 'alpha', dist: {} })).toBeUndefined();
    expect(signalsOf({ name: 'alpha', gitHead: 'abc', scripts: { test: 'x' }, bin: 'cli.js' })).toEqual({
      gitHead: true,
      installScripts: false,
      bins: ['alpha'],
    });
  });

  test.each<[name: string, manifest: object, signals: PublishSignals]>([
    [
      'trusted publishing',
      { _npmUser: { ...ann, trustedPublisher: { id: 'github' } } },
      { publisher: 'ann', trustedPublisher: true },
    ],
    ['provenance', { dist: { attestations: { url: 'https://registry.example.org' } } }, { provenance: true }],
    ['hasInstallScript', { hasInstallScript: true, scripts: {} }, { installScripts: true }],
    ['preinstall', { scripts: { preinstall: 'x' } }, { installScripts: true }],
    ['postinstall, denied', { hasInstallScript: false, scripts: { postinstall: 'x' } }, { installScripts: true }],
    ['commands', { bin: { b: 'b.js', a: 'a.js' } }, { bins: ['a', 'b'] }],
    ['a scoped command', { name: '@team/tool', bin: 'cli.js' }, { bins: ['tool'] }],
    ['a folder of commands', { directories: { bin: 'bin' } }, { bins: undefined }],
    ['a maintainer without a name', { maintainers: [ann, {}] }, { maintainers: undefined }],
    ['maintainers that are text', { maintainers: ['ann <ann@example.org>'] }, { maintainers: undefined }],
    [
      'a thousand maintainers',
      { maintainers: Array.from({ length: 1000 }, (_, at) => ({ name: `m${at}` })) },
      { maintainers: undefined },
    ],
    [
      'a name without end',
      { _npmUser: { name: 'x'.repeat(1000) } },
      { publisher: undefined, provenance: undefined, bins: undefined },
    ],
    ['inherited names', { maintainers: [JSON.parse('{"__proto__":{"name":"eve"}}')] }, { maintainers: undefined }],
  ])('%s', (_, manifest, signals) => {
    expect(signalsOf({ ...recorded, ...manifest })).toMatchObject(signals);
  });
});

test.each<[written: unknown, address: string | undefined]>([
  [{ type: 'git', url: 'git+https://github.com/ann/alpha.git' }, 'https://github.com/ann/alpha'],
  ['git://github.com/ann/alpha.git', 'https://github.com/ann/alpha'],
  ['git@github.com:ann/alpha.git', 'https://github.com/ann/alpha'],
  ['git+ssh://git@github.com/ann/alpha.git', 'https://github.com/ann/alpha'],
  ['https://user:secret@github.com/ann/alpha', 'https://github.com/ann/alpha'],
  ['https://www.github.com/ann/alpha/tree/master/packages/x?y#z', 'https://github.com/ann/alpha'],
  ['github.com/ann/alpha', 'https://github.com/ann/alpha'],
  ['ann/alpha', 'https://github.com/ann/alpha'],
  ['github:ann/alpha#main', 'https://github.com/ann/alpha'],
  ['https://git.example.org/ann/alpha.git', 'https://git.example.org/ann/alpha'],
  ['https://user:secret@git.example.org/ann/alpha', 'https://git.example.org/ann/alpha'],
  ['https://example.org/github.com/ann/alpha', 'https://example.org/github.com/ann/alpha'],
  ['https://github.com/ann/..', undefined],
  ['javascript:alert(1)', undefined],
  ['file:///etc/passwd', undefined],
  ['gist:11081aaa281', undefined],
  ['https://github.com/ann/al)](https://evil.example.org', undefined],
  [`https://github.com/ann/${'a'.repeat(500)}`, undefined],
  [7, undefined],
  [{ url: ['https://github.com/ann/alpha'] }, undefined],
])('repository %j is at %s', (written, address) => {
  expect(repositoryAddress(written)).toBe(address);
});

const packuments = join(import.meta.dirname, '../../../shared/data/packuments');

test.skipIf(!existsSync(packuments))(
  'real documents (skipped where ../shared is absent): who published and who may',
  () => {
    for (const file of readdirSync(packuments).filter((each) => each !== 'truth.json')) {
      const packument = JSON.parse(readFileSync(join(packuments, file), 'utf8'));
      const { versions, repository } = cutPackageDocument(packument.name, packument);
      if (packument.repository !== undefined)
        expect(repository, file).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w.-]+$/);
      for (const [version, { signals }] of versions) {
        const { _npmUser: user, maintainers } = packument.versions[version];
        const names = maintainers?.map(({ name }: { name: string }) => name).sort();
        expect(signals?.publisher, `${file} ${version}`).toBe(user?.name);
        expect(signals?.maintainers, `${file} ${version}`).toEqual(names && [...new Set(names)]);
      }
    }
  },
);
