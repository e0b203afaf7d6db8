import { expect, test } from 'vitest';
import { parseLockfile } from '../../scanners/lockfiles/index.ts';
import type { PlannedUpdate } from '../../scanners/updates/index.ts';
import { BY_PARENT, DIRECT, SMALL_PROJECTS } from '../../test/updates/small-projects.ts';
import { leavingEdges } from './leaving-edges.ts';
import { manifestsByFolder } from './manifests/manifests-by-folder.ts';

const GONE: PlannedUpdate = { ...BY_PARENT, name: 'minimist', from: ['0.0.8'], to: '' };

test.each(SMALL_PROJECTS.filter(({ format }) => format.startsWith('yarn')))(
  '$format: names the ranges of what is expected to go, and of nothing that gets another version',
  ({ files, lockfilePath: path }) => {
    const lockfile = parseLockfile({ path, text: files.get(path)!, manifests: manifestsByFolder(files) });
    const edges = leavingEdges(lockfile, [DIRECT, GONE]);
    expect(edges.map(({ name, range }) => `${name}@${range.replace('npm:', '')}`)).toEqual(['minimist@0.0.8']);
    expect(leavingEdges(lockfile, [DIRECT, BY_PARENT])).toEqual([]);
  },
);
