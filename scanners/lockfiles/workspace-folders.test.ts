import { describe, expect, test } from 'vitest';
import { workspaceFolders } from './workspace-folders.ts';

describe('workspaceFolders', () => {
  const folders = ['.', 'packages/a', 'packages/b', 'packages/b/deep', 'apps/web', 'tools'];
  test.each<[unknown, string[]]>([
    [{ workspaces: ['packages/*'] }, ['packages/a', 'packages/b']],
    [{ workspaces: { packages: ['packages/**', 'tools/'] } }, ['packages/a', 'packages/b', 'packages/b/deep', 'tools']],
    [{ workspaces: ['packages/*', '!packages/b', './apps/web'] }, ['packages/a', 'apps/web']],
    [{ workspaces: ['{apps,tools}/*'] }, ['apps/web']],
    [{ workspaces: ['..', '/etc', '.'] }, []],
    [{ workspaces: [`${'{'.repeat(40)}a,b${'}'.repeat(40)}`] }, []],
    [{ workspaces: 7 }, []],
    [{}, []],
  ])('%j', (manifest, expected) => {
    expect(workspaceFolders(JSON.stringify(manifest), folders)).toEqual(expected);
  });

  test('takes a broken manifest for one without workspaces, and a bound for many', () => {
    expect(workspaceFolders('{', folders)).toEqual([]);
    const many = Array.from({ length: 2000 }, (_, index) => `p/${index}`);
    expect(workspaceFolders('\uFEFF{"workspaces":["p/*"]}', many)).toHaveLength(500);
  });
});
