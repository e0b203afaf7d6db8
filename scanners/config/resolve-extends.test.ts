import { describe, expect, test } from 'vitest';
import { parseExtends } from './extends-reference.ts';
import { resolveExtends } from './resolve-extends.ts';

describe('parseExtends', () => {
  test.each([
    ['shared', 'octo/shared:.github/lockkeeper.yml'],
    ['.github', 'octo/.github:.github/lockkeeper.yml'],
    ['other/shared', 'other/shared:.github/lockkeeper.yml'],
    ['other/shared:policies/lockkeeper-strict.yaml', 'other/shared:policies/lockkeeper-strict.yaml'],
    ['shared:lockkeeper.yml', 'octo/shared:lockkeeper.yml'],
  ])('%s is %s', (reference, wanted) => {
    const { owner, repo, path } = parseExtends(reference, 'octo')!;
    expect(`${owner}/${repo}:${path}`).toBe(wanted);
  });

  test.each([
    '',
    '..',
    'a/..',
    'a/b/c',
    'a/b:secrets.yml',
    'a/b:../lockkeeper.yml',
    'a/b:/lockkeeper.yml',
    'a/b:.github/workflows/ci.yml',
    'a/b:lockkeeper.json',
    'https://example.org/lockkeeper.yml',
    'a\nb',
  ])('%j is none', (reference) => {
    expect(parseExtends(reference, 'octo')).toBeNull();
  });
});

describe('resolveExtends', () => {
  const start = { owner: 'octo', repo: 'app', path: '.github/lockkeeper.yml' };

  async function resolve(files: Record<string, string>) {
    const asked: string[] = [];
    const resolved = await resolveExtends(async ({ owner, repo, path }) => {
      asked.push(`${owner}/${repo}:${path}`);
      return files[`${owner}/${repo}`] ?? null;
    }, start);
    return { ...resolved, asked };
  }

  test('puts the organisation first, then what is extended, then the file', async () => {
    const { config, problems, files } = await resolve({
      'octo/.github': 'tags: [organisation]\npull-requests: { fail-on: critical }',
      'octo/app': '_extends: base\ntags: [app, base]',
      'octo/base': '_extends: other/root\ntags: [base]\npull-requests: { fail-on: low }',
      'other/root': 'tags: [root]',
    });
    expect(config.tags).toEqual(['organisation', 'root', 'base', 'app']);
    expect(config.failOn).toBe('low');
    expect(config.extends).toBe('base');
    expect(problems).toEqual([]);
    expect(files.map(({ repo }) => repo)).toEqual(['app', 'base', 'root', '.github']);
  });

  test('takes the defaults alone where the repository has no file', async () => {
    const { config, problems } = await resolve({ 'octo/.github': 'tags: [organisation]' });
    expect(config.tags).toEqual(['organisation']);
    expect(problems).toEqual([]);
  });

  test('reads the defaults once where they are extended by name', async () => {
    const { config, asked } = await resolve({
      'octo/.github': 'tags: [a]',
      'octo/app': '_extends: .GitHub\ntags: [b]',
    });
    expect(config.tags).toEqual(['a', 'b']);
    expect(asked).toHaveLength(3);
  });

  test.each([
    [
      'a circle',
      { 'octo/app': '_extends: b\ntags: [a]', 'octo/b': '_extends: App' },
      'octo/b:',
      'a circle back to octo/App:',
    ],
    ['itself', { 'octo/app': '_extends: app\ntags: [a]' }, '.github/', 'a circle'],
    [
      'a missing file',
      { 'octo/app': '_extends: gone\ntags: [a]' },
      '.github/',
      'octo/gone:.github/lockkeeper.yml, and no such',
    ],
    [
      'a climbing path',
      { 'octo/app': '_extends: x:../lockkeeper.yml\ntags: [a]' },
      '.github/',
      '"x:../lockkeeper.yml"',
    ],
    [
      'a long chain',
      Object.fromEntries([
        ['octo/app', '_extends: r0\ntags: [a]'],
        ...Array.from({ length: 9 }, (_, n) => [`octo/r${n}`, `_extends: r${n + 1}`]),
      ]),
      'octo/r3:',
      'a chain of more than 5',
    ],
  ])('says what is wrong with %s and uses the rest', async (_, files, file, found) => {
    const { config, problems } = await resolve(files as Record<string, string>);
    expect(config.tags).toEqual(['a']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.file).toContain(file);
    expect(problems[0]?.found).toContain(found);
    expect(problems[0]?.key).toBe('_extends');
  });

  test('names the extended file that has a fault', async () => {
    const { problems } = await resolve({ 'octo/app': '_extends: base', 'octo/base': 'tags: 1' });
    expect(problems.map(({ file, key }) => `${file} ${key}`)).toEqual(['octo/base:.github/lockkeeper.yml tags']);
  });

  test('passes on what the reader throws', async () => {
    await expect(resolveExtends(() => Promise.reject(new Error('502')), start)).rejects.toThrow('502');
  });
});
