import { describe, expect, it } from 'vitest';
import { parseLockfile } from './parse-lockfile.ts';

const TEXT = `{
  // written by bun
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "dependencies": { "a": "^1.0.0", "al": "npm:real@1", },
      "devDependencies": { "tool": "*", },
      "optionalPeers": ["maybe",],
      "peerDependencies": { "maybe": "*", },
    },
    "packages/w": {
      "name": "@x/w",
      "version": "0.1.0",
      "dependencies": { "a": "^0.9.0", "b": "*", },
    },
  },
  "patchedDependencies": {
    "b@2.0.0": "patches/b.patch",
  },
  "packages": {
    "@x/w": ["@x/w@workspace:packages/w"],

    "a": ["a@1.0.0", "", { "dependencies": { "b": "^1.0.0", "@s/c": "*" }, "optionalDependencies": { "gh": "*" } }, "sha512-A=="],

    "al": ["real@1.0.0", "https://mirror.example.org/", {}, "sha512-A=="],

    "b": ["b@2.0.0", "", { "peerDependencies": { "maybe": "*" }, "optionalPeers": ["maybe"] }, "sha512-A=="],

    "@s/c": ["@s/c@1.0.0", "", { "dependencies": { "b": "*" }, "bundled": true }, "sha512-A=="],

    "gh": ["gh@github:x/gh#abc", {}, "x-gh-abc"],

    "local": ["local@file:local.tgz", {}],

    "linked": ["linked@link:linked", {}],

    "maybe": ["maybe@1.0.0", "", {}, "sha512-A=="],

    "tar": ["tar@https://registry.example.org/tar/-/tar-1.0.0.tgz", {}, "sha512-A=="],

    "tool": ["tool@1.0.0", "", {}, "sha512-A=="],

    "@x/w/a": ["a@0.9.0", "", { "dependencies": { "@s/c": "*" } }, "sha512-A=="],

    "a/b": ["b@1.0.0", "", {}, "sha512-A=="],

    "@x/w/a/@s/c": ["@s/c@0.5.0", "", { "dependencies": { "b": "*", "a": "*" } }, "sha512-A==",],
  }
}
`;

function read(text: string) {
  return parseLockfile({ path: 'bun.lock', text });
}

describe('bun', () => {
  const { dependencies, projects } = read(TEXT);

  it('reads names, versions, aliases and sources', () => {
    const facts = [...dependencies.values()].map((d) => [d.key, d.name, d.version, d.source, d.alias]);
    expect(facts).toEqual([
      ['@x/w', '@x/w', '', 'workspace', undefined],
      ['a', 'a', '1.0.0', 'registry', undefined],
      ['al', 'real', '1.0.0', 'registry', 'al'],
      ['b', 'b', '2.0.0', 'patch', undefined],
      ['@s/c', '@s/c', '1.0.0', 'registry', undefined],
      ['gh', 'gh', '', 'git', undefined],
      ['local', 'local', '', 'file', undefined],
      ['linked', 'linked', '', 'link', undefined],
      ['maybe', 'maybe', '1.0.0', 'registry', undefined],
      ['tar', 'tar', '', 'tarball', undefined],
      ['tool', 'tool', '1.0.0', 'registry', undefined],
      ['@x/w/a', 'a', '0.9.0', 'registry', undefined],
      ['a/b', 'b', '1.0.0', 'registry', undefined],
      ['@x/w/a/@s/c', '@s/c', '0.5.0', 'registry', undefined],
    ]);
    expect(dependencies.get('@s/c')?.bundled).toBe(true);
  });

  it('resolves along the path of keys, scopes and workspaces counted as one step', () => {
    const to = (key: string) => dependencies.get(key)?.dependencies.map((edge) => edge.to);
    expect(to('a')).toEqual(['gh', 'a/b', '@s/c']);
    expect(to('@x/w/a')).toEqual(['@x/w/a/@s/c']);
    expect(to('@x/w/a/@s/c')).toEqual(['b', '@x/w/a']);
    expect(to('b')).toEqual([]);
    expect(projects.map((project) => [project.path, project.dependencies.map((edge) => edge.to)])).toEqual([
      ['.', ['a', 'al', 'tool']],
      ['packages/w', ['@x/w/a', 'b']],
    ]);
  });

  it('computes scopes from the graph', () => {
    const scopes = (key: string) => dependencies.get(key)?.scopes;
    expect([scopes('a'), scopes('gh'), scopes('tool'), scopes('maybe')]).toEqual([['prod'], ['optional'], ['dev'], []]);
  });

  it('leaves out entries that are no lists or have no version', () => {
    const { problems } = read(
      '{"lockfileVersion":0,"packages":{"a":{},"b":[1],"c":["c@x"],"d":["d"],"e":["e@1.0.0"]}}',
    );
    expect(problems.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reads commas and slashes inside texts as texts', () => {
    const { dependencies: read2 } = read(
      '{"lockfileVersion":1,"x":"// ,} /* ,]","packages":{"a":["a@1.0.0","\\\\",{},"\\",}"] /* c */ , /* d */ }}',
    );
    expect([...read2.keys()]).toEqual(['a']);
  });

  it.each([
    ['{"lockfileVersion":-1}', 'unsupported-version'],
    ['{"lockfileVersion":3}', 'unsupported-version'],
    ['{"packages":{}}', 'unsupported-version'],
    ['{"lockfileVersion":1,"packages":[]}', 'shape'],
    ['# no\n[', 'syntax'],
    ['{"lockfileVersion":1,,}', 'syntax'],
    ['{"lockfileVersion":1 /* open', 'syntax'],
  ])('refuses %s as %s', (text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code }) }));
  });
});
